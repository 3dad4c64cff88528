import { sql, type Transaction } from 'kysely';
import type { Schema } from './schema.ts';

/** The greatest that libsignal takes. */
const mostDeviceId = 127;

/**
 * A number for a new device of an account: the one after the greatest that was ever given, so that nothing meant for a former
 * device reaches a new one. An account that has used up all 127 gets the smallest that is free, one under which no choice was ever
 * signed if there is one: a second chain of choices under the same number would be taken as a fork, of which only refusals count.
 */
export const takeDeviceId = async (
  trx: Transaction<Schema>,
  accountRef: number,
): Promise<number> => {
  const account = await trx
    .selectFrom('accounts')
    .select('last_device_id')
    .where('ref', '=', accountRef)
    .executeTakeFirstOrThrow();
  if (account.last_device_id < mostDeviceId) {
    const deviceId = account.last_device_id + 1;
    await trx
      .updateTable('accounts')
      .set({ last_device_id: deviceId })
      .where('ref', '=', accountRef)
      .execute();
    return deviceId;
  }
  const { rows } = await sql<{ readonly device_id: number }>`
    WITH RECURSIVE numbers (device_id) AS (
      SELECT 1 UNION ALL SELECT device_id + 1 FROM numbers WHERE device_id < ${mostDeviceId})
    SELECT device_id FROM numbers
    WHERE device_id NOT IN (SELECT device_id FROM devices WHERE account_ref = ${accountRef})
    ORDER BY device_id IN (SELECT device_id FROM consent_records WHERE account_ref = ${accountRef}), device_id
    LIMIT 1`.execute(trx);
  const [free] = rows;
  if (free === undefined) throw new Error('an account has a device of every number');
  return free.device_id;
};
