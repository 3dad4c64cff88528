import type { Migration } from './migration.ts';

/**
 * From which of its own records on a device is known to have had in sight what is here. It was a time, by the device's clock. Whoever was
 * known to hold nothing else has brought all that it had signed.
 */
export const choicesFromSequence: Migration = {
  version: 9,
  statements: [
    `ALTER TABLE devices ADD COLUMN choices_from_sequence INTEGER`,
    `UPDATE devices SET choices_from_sequence = 1 + coalesce((
      SELECT max(json_extract(record, '$.sequence')) FROM consent_records
      WHERE account_ref = devices.account_ref AND device_id = devices.device_id), 0)
      WHERE choices_since IS NOT NULL`,
    `ALTER TABLE devices DROP COLUMN choices_since`,
  ],
};
