import type { FastifyInstance } from 'fastify';
import { serverIdOf } from '../../../contract/transparency/checkpoint.ts';
import type { Endpoints } from '../../../contract/wire/http.ts';
import type { Handler } from '../../http/handlers.ts';
import type { RandomBytes } from '../../platform/random.ts';
import { createDescribeLog } from './describe-log.ts';
import { openLogKey } from './log-key.ts';
import { registerLogRoutes } from './log-routes.ts';
import {
  createTransparency,
  type Transparency,
  type TransparencyDependencies,
} from './transparency.ts';

export interface ServedLogOptions
  extends Omit<TransparencyDependencies, 'key' | 'serverId' | 'send'> {
  /** Holds the log's key. */
  readonly dataDir: string;
  readonly random: RandomBytes;
  /** The server's own key, which clients have pinned. */
  readonly identity: {
    readonly publicKey: Uint8Array;
    readonly sign: (bytes: Uint8Array) => Uint8Array;
  };
  readonly fetch: typeof fetch;
  /** Throws `rate_limited` for an address that asked for too many of the log's files. */
  readonly guard: (address: string) => void;
}

export interface ServedLog {
  readonly transparency: Transparency;
  readonly describe: Handler<Endpoints['describeLog']>;
  /** The log's files, for anybody. */
  readonly registerRoutes: (app: FastifyInstance) => void;
  readonly close: () => Promise<void>;
}

/** A whole log of a server; one key signs them all, under the origin of each: its key, what signs it and has it witnessed, and the two ways in which it is read. */
export const createServedLog = (options: ServedLogOptions): ServedLog => {
  const { store, identity, witnesses } = options;
  const key = openLogKey(options.dataDir, options.random);
  const transparency = createTransparency({
    store,
    key,
    log: options.log,
    serverId: serverIdOf(identity.publicKey),
    clock: options.clock,
    witnesses,
    send: options.fetch,
    onRestored: options.onRestored,
    onFailed: options.onFailed,
  });
  const { origin } = transparency;
  return {
    transparency,
    describe: createDescribeLog({ store, key, origin, witnesses, sign: identity.sign }),
    registerRoutes: (app) =>
      registerLogRoutes(app, { log: options.log, store, guard: options.guard }),
    close: transparency.close,
  };
};
