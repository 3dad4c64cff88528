import { Kysely } from 'kysely';
import { createMutex } from '../../platform/mutex.ts';
import type { Store } from '../types.ts';
import { createAccountStore } from './accounts.ts';
import { openConnection, type SqliteConnection } from './connection.ts';
import { createSqliteDialect } from './dialect.ts';
import { createKeyStore } from './keys.ts';
import { migrate } from './migrate.ts';
import { createRegistrationStore } from './registrations.ts';
import { createRelayStore } from './relay.ts';
import type { Schema } from './schema.ts';

export interface SqliteStoreOptions {
  readonly file: string;
  readonly open?: (file: string) => SqliteConnection;
}

/** Opens or makes the database. Throws when it cannot, or when a newer program wrote it. */
export const openSqliteStore = ({ file, open = openConnection }: SqliteStoreOptions): Store => {
  const connection = open(file);
  try {
    migrate(connection);
    const mutex = createMutex();
    const db = new Kysely<Schema>({ dialect: createSqliteDialect(connection, mutex) });
    return {
      registrations: createRegistrationStore(db),
      accounts: createAccountStore(db),
      keys: createKeyStore(db),
      relay: createRelayStore(connection, mutex),
      check: async () => void (await db.selectFrom('accounts').select('ref').limit(1).execute()),
      close: async () => {
        await db.destroy();
        const release = await mutex.acquire();
        connection.close();
        release();
      },
    };
  } catch (error) {
    connection.close();
    throw error;
  }
};
