import type { Migration } from './migration.ts';

/**
 * The greatest id of a one-time key that a device ever published stands for all below it. Keys were handed out by rising id,
 * so where a device has one of each kind left, the digests of those that are gone say nothing more. Where none is left
 * their ids are unknown: those digests stay, and no new ones are written.
 */
export const lastKeyIds: Migration = {
  version: 2,
  statements: [
    `CREATE TABLE last_key_ids (
      device_ref INTEGER NOT NULL, kind TEXT NOT NULL, key_id INTEGER NOT NULL, PRIMARY KEY (device_ref, kind))`,
    `INSERT INTO last_key_ids (device_ref, kind, key_id)
      SELECT device_ref, kind, max(key_id) FROM one_time_keys GROUP BY device_ref, kind`,
    `DELETE FROM spent_keys WHERE
      (SELECT count(*) FROM last_key_ids WHERE last_key_ids.device_ref = spent_keys.device_ref) = 2`,
  ],
};
