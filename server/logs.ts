import type { FastifyInstance } from 'fastify';
import type { Handlers } from './http/handlers.ts';
import { createServedLog, type ServedLogOptions } from './modules/transparency/served-log.ts';
import type { Transparency } from './modules/transparency/transparency.ts';
import type { Store } from './store/types.ts';

/** The logs of a server: of what left it, and of everybody's keys. */
export interface Logs {
  readonly disclosures: Transparency;
  readonly keys: Transparency;
  /** Holds a checkpoint that an app has seen against the log that it is of. */
  readonly present: Transparency['present'];
  readonly handlers: Pick<Handlers, 'describeLog' | 'describeKeyLog'>;
  readonly registerRoutes: (app: FastifyInstance) => void;
  readonly close: () => Promise<void>;
}

/** Both under the server's one key. */
export const createLogs = ({
  store,
  ...options
}: Omit<ServedLogOptions, 'log' | 'store'> & {
  readonly store: Pick<Store, 'log' | 'keyLog'>;
}): Logs => {
  const disclosures = createServedLog({ ...options, log: 'disclosures', store: store.log });
  const keys = createServedLog({ ...options, log: 'keys', store: store.keyLog });
  return {
    disclosures: disclosures.transparency,
    keys: keys.transparency,
    present: async (note) => {
      const found = await disclosures.transparency.present(note);
      return found === 'not_ours' ? keys.transparency.present(note) : found;
    },
    handlers: { describeLog: disclosures.describe, describeKeyLog: keys.describe },
    registerRoutes: (app) => {
      disclosures.registerRoutes(app);
      keys.registerRoutes(app);
    },
    close: async () => {
      await disclosures.close();
      await keys.close();
    },
  };
};
