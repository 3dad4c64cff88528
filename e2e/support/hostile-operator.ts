import { cpSync } from 'node:fs';
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
  /** Signs one head, as of now. */
  readonly sign: () => Promise<void>;
  /** The signed note about the newest head of the log of keys. */
  readonly note: () => Promise<string>;
  /** Copies all that it has into this folder, as it is now. */
  readonly backUp: (folder: string) => void;
}

const databaseName = 'bisik-server.db';

export interface HostileOperatorOptions {
  /** The system's time when there is none. */
  readonly clock?: Pick<TestClock, 'now'>;
  /** A free one when there is none. */
  readonly port?: number;
}

/** Runs a server on a folder within this process. */
export const startHostileOperator = async (
  dataDir: string,
  { clock = Date, port = 0 }: HostileOperatorOptions = {},
): Promise<HostileOperator> => {
  const file = join(dataDir, databaseName);
  const labelKeys = openLabelKeys(dataDir, systemRandom);
  const store = openSqliteStore({ file, clock, labelKeys });
  const server = await startInProcessServer({ dataDir, store, clock, port });
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
  const note = async (): Promise<string> =>
    (await fetch(`${server.url}/v1/key-log/checkpoint`)).text();
  const sign = async (): Promise<void> => {
    // Two heads of one millisecond would be one.
    await delay(2);
    await store.keyMap.beat(0);
    await server.keyTransparency.publish();
  };
  const close = async (): Promise<void> => {
    await server.close();
    await store.close();
  };
  let closing: Promise<void> | undefined;
  return {
    ...server,
    sign,
    note,
    backUp: (folder) => {
      cpSync(dataDir, folder, {
        recursive: true,
        filter: (from) => !from.includes(databaseName),
      });
      atDatabase(({ exec }) => exec(`VACUUM INTO '${join(folder, databaseName)}'`));
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
    close: () => {
      closing ??= close();
      return closing;
    },
  };
};
