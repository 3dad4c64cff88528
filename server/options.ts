import type { Bus } from './bus/types.ts';
import type { defaultRates } from './http/rates.ts';
import type { AffiliateSettings } from './modules/affiliate/affiliate.ts';
import type { Gateway, GatewayStep } from './modules/affiliate/gateway.ts';
import type { CodeSender } from './modules/registration/code-sender.ts';
import type { Transparency } from './modules/transparency/transparency.ts';
import type { Witness } from './modules/transparency/witness-client.ts';
import type { Clock } from './platform/clock.ts';
import type { Log } from './platform/log.ts';
import type { RandomBytes } from './platform/random.ts';
import type { ServerLimits } from './server-limits.ts';
import type { Store } from './store/types.ts';

export interface ServerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Holds the server's key and, unless `store` is given, the database. */
  readonly dataDir: string;
  readonly operator: string;
  readonly version: string;
  readonly sender: CodeSender;
  readonly tls?: { readonly cert: Uint8Array; readonly key: Uint8Array } | undefined;
  /** Whether a proxy in front tells the address of who calls (`X-Forwarded-For`). */
  readonly trustProxy?: boolean;
  readonly log: Log;
  /** The way to other servers: witnesses, the affiliate. */
  readonly fetch: typeof fetch;
  readonly clock?: Clock;
  readonly random?: RandomBytes;
  readonly limits?: Partial<ServerLimits>;
  readonly rates?: Partial<typeof defaultRates>;
  /** Whether this computer's own calls are rate-limited by source as well. */
  readonly limitLoopback?: boolean;
  /** Who is asked to cosign the logs. */
  readonly witnesses?: readonly Witness[];
  /** Whom it shares with, as the published policies and people's choices have it; without one nothing leaves. */
  readonly affiliate?: AffiliateSettings | null;
  /** Told of every step of the gateway. Tests end the program there; what serves people gives none. */
  readonly onGatewayStep?: (step: GatewayStep) => void;
  readonly store?: Store;
  readonly bus?: Bus;
}

export interface BisikServer {
  /** Resolves with the address that it can be reached at. */
  readonly listen: () => Promise<{ readonly url: string }>;
  /** Its own key, Ed25519: what apps pin and an affiliate knows it by. */
  readonly publicKey: Uint8Array;
  readonly transparency: Transparency;
  /** Of the log of keys. */
  readonly keyTransparency: Transparency;
  /** Null without an affiliate. */
  readonly gateway: Gateway | null;
  readonly close: () => Promise<void>;
}
