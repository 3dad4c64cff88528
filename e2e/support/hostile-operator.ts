import { join } from 'node:path';
import { openLabelKeys } from '../../server/modules/transparency/log-key.ts';
import { systemRandom } from '../../server/platform/random.ts';
import { openConnection, type SqliteConnection } from '../../server/store/sqlite/connection.ts';
import { openSqliteStore } from '../../server/store/sqlite/store.ts';
import type { TestClock } from './clock/test-clock.ts';
import { type InProcessServer, startInProcessServer } from './in-process-server.ts';
import { delay } from './wait.ts';

/** The server with somebody at its database who lies. */
export interface HostileOperator extends InProcessServer {
  /** Enters another key in the name of this account for everybody to see, and then the right one again. */
  readonly standInFor: (accountId: string) => Promise<void>;
  /** From now on this number leads to this account, in what is answered and for everybody to see. */
  readonly lead: (number: string, accountId: string) => Promise<void>;
  /** Signs heads until one at which everybody looks is behind the newest: as on a day on which people come and go. */
  readonly grow: () => Promise<void>;
}

/** Runs a server on a folder within this process; by the system's time when no other is given. */
export const startHostileOperator = async (
  dataDir: string,
  clock: Pick<TestClock, 'now'> = Date,
): Promise<HostileOperator> => {
  const file = join(dataDir, 'bisik-server.db');
  const labelKeys = openLabelKeys(dataDir, systemRandom);
  const store = openSqliteStore({ file, clock, labelKeys });
  const server = await startInProcessServer({ dataDir, store, clock });
  const atDatabase = <T>(work: (database: SqliteConnection) => T): T => {
    const database = openConnection(file);
    try {
      return work(database);
    } finally {
      database.close();
    }
  };
  const enter = async (accountId: string, identityKey: unknown): Promise<void> => {
    const is = `WHERE id = '${accountId}'`;
    atDatabase(({ exec }) =>
      exec(`UPDATE accounts SET identity_key = '${identityKey}' ${is};
        INSERT OR IGNORE INTO key_unrecorded SELECT ref FROM accounts ${is}`),
    );
    await store.keyMap.adopt(10);
  };
  const head = async (): Promise<number> => {
    // Two heads of one millisecond would be one.
    await delay(2);
    await store.keyMap.beat(0);
    await server.keyTransparency.publish();
    const note = await (await fetch(`${server.url}/v1/key-log/checkpoint`)).text();
    return Number(note.split('\n')[1]);
  };
  return {
    ...server,
    grow: async () => {
      for (let size = await head(); (size & (size - 1)) !== 0; ) size = await head();
      await head();
    },
    standInFor: async (accountId) => {
      const row = atDatabase(({ prepare }) =>
        prepare('SELECT identity_key FROM accounts WHERE id = ?').get([accountId]),
      );
      await enter(accountId, Buffer.alloc(33, 5).toString('base64'));
      await enter(accountId, row?.identity_key);
    },
    lead: async (number, accountId) => {
      atDatabase(({ exec }) =>
        exec(`DELETE FROM findable_numbers WHERE number = '${number}' OR account_id = '${accountId}';
          INSERT INTO findable_numbers (number, account_ref, account_id)
            SELECT '${number}', ref, id FROM accounts WHERE id = '${accountId}';
          DELETE FROM key_labels WHERE value = '${number}';
          INSERT OR IGNORE INTO key_unlabelled SELECT ref FROM accounts`),
      );
      while (await store.keyMap.adoptLabels(10));
    },
    close: async () => {
      await server.close();
      await store.close();
    },
  };
};
