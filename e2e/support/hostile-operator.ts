import { join } from 'node:path';
import { openConnection } from '../../server/store/sqlite/connection.ts';
import { openSqliteStore } from '../../server/store/sqlite/store.ts';
import { type InProcessServer, startInProcessServer } from './in-process-server.ts';

/** The server with somebody at its database who lies. */
export interface HostileOperator extends InProcessServer {
  /** Enters another key in the name of this account for everybody to see, and then the right one again. */
  readonly standInFor: (accountId: string) => Promise<void>;
}

/** Runs a server on a folder within this process. */
export const startHostileOperator = async (dataDir: string): Promise<HostileOperator> => {
  const file = join(dataDir, 'bisik-server.db');
  const store = openSqliteStore({ file });
  const server = await startInProcessServer({ dataDir, store });
  const enter = async (accountId: string, identityKey: unknown): Promise<void> => {
    const database = openConnection(file);
    const is = `WHERE id = '${accountId}'`;
    database.exec(`UPDATE accounts SET identity_key = '${identityKey}' ${is};
      INSERT OR IGNORE INTO key_unrecorded SELECT ref FROM accounts ${is}`);
    database.close();
    await store.keyMap.adopt(10);
  };
  return {
    ...server,
    standInFor: async (accountId) => {
      const database = openConnection(file);
      const row = database
        .prepare('SELECT identity_key FROM accounts WHERE id = ?')
        .get([accountId]);
      database.close();
      await enter(accountId, Buffer.alloc(33, 5).toString('base64'));
      await enter(accountId, row?.identity_key);
    },
    close: async () => {
      await server.close();
      await store.close();
    },
  };
};
