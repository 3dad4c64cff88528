import { Kysely } from 'kysely';
import type { LabelKeys } from '../../../contract/transparency/keys/oblivious.ts';
import { type Clock, systemClock } from '../../platform/clock.ts';
import { createMutex } from '../../platform/mutex.ts';
import { systemRandom } from '../../platform/random.ts';
import type { Store } from '../types.ts';
import { createAccountStore } from './accounts.ts';
import { createAffiliateStore } from './affiliate.ts';
import { openConnection, type SqliteConnection } from './connection.ts';
import { createConsentStore } from './consent.ts';
import { checkBefore, checkContent, hasLog } from './damage.ts';
import { createDeviceStore } from './devices.ts';
import { createSqliteDialect } from './dialect.ts';
import { createKeyMap } from './key-map.ts';
import { createKeyStore } from './keys.ts';
import { createLogStore } from './log.ts';
import { createLogTree } from './log-tree.ts';
import { createManifestStore } from './manifests.ts';
import { migrate } from './migrate.ts';
import { createDeliveryStore, createProfileStore, createReportStore } from './people.ts';
import { createPolicyStore } from './policies.ts';
import { createRegistrationStore } from './registrations.ts';
import { createRelayStore } from './relay.ts';
import type { Schema } from './schema.ts';
import { createSendLog } from './send-log.ts';
import { createTransactions } from './transactions.ts';

export interface SqliteStoreOptions {
  readonly file: string;
  readonly open?: (file: string) => SqliteConnection;
  /** What heads of the map of keys are dated by. */
  readonly clock?: Clock;
  /** Make labels of numbers and usernames. Without them who is found by these waits to be entered by a store that has them. */
  readonly labelKeys?: LabelKeys;
  /** Client message ids that stand in memory before they move to their table. */
  readonly sendGeneration?: number;
  /** Whether another program may have it open: then a file of an older format is refused instead of changed. */
  readonly besideOthers?: boolean;
}

/** Opens or makes the database. Throws when it cannot, when it is damaged, or when a newer program wrote it. */
export const openSqliteStore = ({
  file,
  open = openConnection,
  clock = systemClock,
  labelKeys,
  sendGeneration: generation,
  besideOthers = false,
}: SqliteStoreOptions): Store => {
  checkBefore(file);
  const crashed = hasLog(file);
  const connection = open(file);
  try {
    if (crashed) checkContent(connection, file);
    migrate(connection, besideOthers);
    const mutex = createMutex();
    const sendLog = createSendLog(connection, generation);
    const tree = createLogTree(connection, 'log');
    const keyTree = createLogTree(connection, 'key_log');
    const invalidate = (): void => {
      sendLog.invalidate();
      tree.invalidate();
      keyTree.invalidate();
    };
    const transactions = createTransactions(connection, mutex, invalidate);
    const keyMap = createKeyMap({
      connection,
      transactions,
      tree: keyTree,
      clock,
      random: systemRandom,
      labelKeys: labelKeys ?? null,
    });
    const removedDevices = new Set<number>();
    const forget = (refs: readonly number[]): void => {
      for (const ref of refs) removedDevices.add(ref);
      sendLog.remove(refs);
    };
    const db = new Kysely<Schema>({
      dialect: createSqliteDialect(connection, mutex, invalidate),
    });
    return {
      registrations: createRegistrationStore(db),
      accounts: createAccountStore(db, { forget, keys: keyMap }),
      devices: createDeviceStore(db, { forget, keys: keyMap }),
      manifests: createManifestStore(db),
      keys: createKeyStore(db),
      relay: createRelayStore({ connection, mutex, sendLog, removedDevices }),
      policies: createPolicyStore(db, connection, transactions),
      consent: createConsentStore(db, connection, transactions),
      reports: createReportStore(db),
      profiles: createProfileStore(db),
      delivery: createDeliveryStore(db),
      affiliate: createAffiliateStore(connection, tree, transactions),
      log: createLogStore(connection, transactions, { tables: 'log', tree }),
      keyMap,
      keyLog: createLogStore(connection, transactions, {
        tables: 'key_log',
        tree: keyTree,
        onBegun: keyMap.appendHead,
      }),
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
