import { PublicKey, type SenderCertificate } from '@signalapp/libsignal-client';
import * as z from 'zod/mini';
import { CodedError, isCodedError } from '../../contract/errors/coded-error.ts';
import { base64Schema, bytesSchema, timestampSchema } from '../../contract/ids.ts';
import { limits } from '../../contract/wire/limits.ts';
import { sealedRootBytes } from '../../contract/wire/sealed.ts';
import type { Account } from '../account/account.ts';
import type { Context } from '../context.ts';
import { fromBase64 } from '../crypto/bytes.ts';
import type { KeyBase } from '../crypto/key-base.ts';
import { readCertificate } from '../crypto/sealed-sender.ts';
import { verifySignature } from '../crypto/signing.ts';
import type { Unsubscribe } from '../platform/types.ts';
import { createWorker } from '../platform/worker.ts';
import type { WayFacts } from './way.ts';

/** This device's sender certificate, fetched by the clock, and what those of others must lead to. */
export interface OwnCertificate {
  readonly state: () => WayFacts['certificate'];
  /** Null unless it is good now. */
  readonly present: () => SenderCertificate | null;
  /** Empty until the server told. */
  readonly roots: () => readonly PublicKey[];
  /** Resolves once there are some; rejects with what keeps the server from telling. */
  readonly whenRoots: () => Promise<void>;
  /** Asked for on this connection, within ten minutes: what leads to none of them leads nowhere. */
  readonly areRootsFresh: () => boolean;
  /** Asks for them unless they are fresh; rejects with what keeps the server from telling. */
  readonly freshenRoots: () => Promise<void>;
  readonly onUp: () => void;
  /** Inside a transaction. */
  readonly forget: () => void;
  readonly close: () => void;
}

const certificateMark = 'sealed.certificate';

const keptSchema = z.object({
  certificate: base64Schema(1_024),
  expiresAt: timestampSchema,
  /** By the server's clock. */
  fetchedAt: timestampSchema,
  /** The newest first; the one before it stays good for what was sent under it. */
  roots: z.array(bytesSchema(33)).check(z.minLength(1), z.maxLength(2)),
});
type Kept = z.infer<typeof keptSchema>;

/** What leaves now is there before it is over. */
const marginMs = 300_000;
const pauseMs = 5_000;
const mostTimerMs = 3_600_000;
/** Made-up certificates have the server asked no more often. */
const rootsFreshMs = 600_000;

/** Over the database, where the last one stands. `onGot`: another one, or none, is there than before. */
export const createOwnCertificate = (
  context: Context,
  options: {
    readonly account: Pick<Account, 'api' | 'pin' | 'ready'>;
    /** The present keys; throws `not_registered`. */
    readonly base: () => KeyBase;
    readonly isUp: () => boolean;
    readonly onGot: () => void;
  },
): OwnCertificate => {
  const { store, clock, serverClock } = context;
  const { account } = options;
  let refused = false;
  /** By `elapsed`; null: not on this connection. A server with another root is another process, and so another connection. */
  let askedAt: number | null = null;
  let connection = 0;
  let closed = false;
  let read: { readonly kept: Kept; readonly parsed: SenderCertificate | null } | null = null;
  let stopTimer: Unsubscribe = () => undefined;

  const load = () => {
    const found = keptSchema.safeParse(store.meta.get(certificateMark));
    if (!found.success) return null;
    return { kept: found.data, parsed: readCertificate(fromBase64(found.data.certificate)) };
  };
  const kept = () => {
    read ??= load();
    return read;
  };

  let looked: { readonly at: SenderCertificate; readonly base: KeyBase; is: boolean } | null = null;

  /** It says what this device is now: another key or number is another device. */
  const isOurs = (certificate: SenderCertificate): boolean => {
    const base = options.base();
    if (looked?.at !== certificate || looked.base !== base)
      looked = { at: certificate, base, is: isOf(certificate, base) };
    return looked.is;
  };
  const isOf = (certificate: SenderCertificate, { own, identity }: KeyBase): boolean => {
    return (
      certificate.senderUuid() === own.accountId &&
      certificate.senderDeviceId() === own.deviceId &&
      certificate.key().equals(identity.publicKey)
    );
  };
  const present = (): SenderCertificate | null => {
    const found = kept();
    if (!found?.parsed || serverClock.now() + marginMs >= found.kept.expiresAt) return null;
    return isOurs(found.parsed) ? found.parsed : null;
  };

  const dueAt = (): number =>
    present() ? (kept()?.kept.fetchedAt ?? 0) + limits.senderCertificateEveryMs : 0;

  const take = (
    answer: Omit<Kept, 'fetchedAt' | 'roots'> & { root: string; rootSignature: string },
  ) => {
    const { root, rootSignature, certificate, expiresAt } = answer;
    const pin = account.pin();
    const isSigned =
      pin !== null &&
      verifySignature(
        fromBase64(pin.publicKey),
        sealedRootBytes(fromBase64(root)),
        fromBase64(rootSignature),
      );
    const parsed = readCertificate(fromBase64(certificate));
    const at = serverClock.now();
    const leadsThere = parsed?.validate(PublicKey.deserialize(fromBase64(root)), at) ?? false;
    if (!isSigned || !parsed || !leadsThere || !isOurs(parsed)) return false;
    const before = kept()?.kept.roots.filter((one) => one !== root) ?? [];
    const next: Kept = {
      certificate,
      expiresAt: Math.min(expiresAt, parsed.expiration()),
      fetchedAt: at,
      roots: [root, ...before].slice(0, 2),
    };
    store.meta.set(certificateMark, next);
    read = { kept: next, parsed };
    return true;
  };

  const ask = async (): Promise<void> => {
    const mine = connection;
    try {
      // One that is not this device's, as of a server that was put back to former keys, is none.
      refused = !take(await account.api()('senderCertificate', {}));
    } catch (error) {
      // A server of before: nothing can be sealed there.
      if (!isCodedError(error) || error.code !== 'not_found') throw error;
      refused = true;
    }
    if (mine === connection) askedAt = clock.elapsed();
    options.onGot();
  };
  const areRootsFresh = (): boolean =>
    askedAt !== null && clock.elapsed() - askedAt < rootsFreshMs && kept() !== null;
  const schedule = (): void => {
    stopTimer();
    if (closed) return;
    const waitMs = refused ? mostTimerMs : Math.max(0, dueAt() - serverClock.now());
    stopTimer = clock.after(Math.min(waitMs, mostTimerMs), worker.wake);
  };
  const worker = createWorker({
    clock,
    pauseMs,
    isReady: () => options.isUp() && account.ready() !== null,
    work: async () => {
      if (dueAt() <= serverClock.now()) await ask();
      schedule();
    },
    onUnexpected: (error) => context.onUnexpected('sender certificate', error),
  });
  const roots = (): readonly PublicKey[] =>
    (kept()?.kept.roots ?? []).map((root) => PublicKey.deserialize(fromBase64(root)));
  let parsedRoots: { readonly of: unknown; readonly keys: readonly PublicKey[] } | null = null;

  return {
    state: () => {
      if (present()) return 'good';
      return refused ? 'none' : 'coming';
    },
    present,
    roots: () => {
      const of = kept();
      if (parsedRoots?.of !== of) parsedRoots = { of, keys: roots() };
      return parsedRoots?.keys ?? [];
    },
    whenRoots: async () => {
      if (kept() === null) await ask();
      if (kept() === null) throw new CodedError('unavailable');
    },
    areRootsFresh,
    freshenRoots: async () => {
      if (!areRootsFresh()) await ask();
      if (kept() === null) throw new CodedError('unavailable');
    },
    forget: () => {
      store.meta.remove(certificateMark);
      read = null;
      refused = false;
    },
    onUp: () => {
      connection++;
      askedAt = null;
      refused = false;
      worker.wake();
    },
    close: () => {
      closed = true;
      stopTimer();
      worker.close();
    },
  };
};
