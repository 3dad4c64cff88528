import { join } from 'node:path';
import { openConnection } from '../../server/store/sqlite/connection.ts';

/** How many messages a server, running or not, holds for the devices of an account. */
export const waitingAt = (dataFolder: string, accountId: string): number => {
  const database = openConnection(join(dataFolder, 'bisik-server.db'));
  try {
    const row = database
      .prepare(
        `SELECT count(*) AS waiting FROM envelopes JOIN devices ON devices.ref = device_ref
          JOIN accounts ON accounts.ref = account_ref WHERE accounts.id = ?`,
      )
      .get([accountId]);
    return Number(row?.waiting);
  } finally {
    database.close();
  }
};
