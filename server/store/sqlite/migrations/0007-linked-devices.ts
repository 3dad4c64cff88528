import type { Migration } from './migration.ts';

/**
 * `last_device_id`: the greatest number that a device of the account ever had. `removed_devices`: whose account's share of a queue it
 * is that a device sent which is no more. A ticket belongs to the device that asked for it, and goes with it.
 */
export const linkedDevices: Migration = {
  version: 7,
  statements: [
    `ALTER TABLE accounts ADD COLUMN last_device_id INTEGER NOT NULL DEFAULT 1`,
    `UPDATE accounts SET last_device_id =
      coalesce((SELECT max(device_id) FROM devices WHERE account_ref = accounts.ref), 1)`,
    `ALTER TABLE devices ADD COLUMN sealed_name TEXT`,
    `ALTER TABLE devices ADD COLUMN active_day TEXT`,
    `ALTER TABLE former_tokens ADD COLUMN farewell TEXT`,
    `CREATE TABLE removed_devices (
      ref INTEGER PRIMARY KEY, account_ref INTEGER NOT NULL, removed_at INTEGER NOT NULL)`,
    `CREATE INDEX removed_devices_of_account ON removed_devices (account_ref)`,
    `CREATE INDEX removed_devices_by_time ON removed_devices (removed_at)`,
    `CREATE TABLE link_tickets (
      device_ref INTEGER PRIMARY KEY, token_hash BLOB NOT NULL UNIQUE, expires_at INTEGER NOT NULL, added_ref INTEGER)`,
    `CREATE INDEX link_tickets_by_expiry ON link_tickets (expires_at)`,
    `CREATE TABLE account_manifests (
      account_ref INTEGER PRIMARY KEY, version INTEGER NOT NULL, content TEXT NOT NULL)`,
  ],
};
