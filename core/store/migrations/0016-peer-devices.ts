import type { Migration } from './migration.ts';

/**
 * Which devices were met under which identity key, and when; when the log of keys was first read to have one, and no more. Those of sessions
 * that there are: when they were met, and their registration (0), was not kept.
 */
export const peerDevices: Migration = {
  version: 16,
  statements: [
    `CREATE TABLE peer_devices (id INTEGER PRIMARY KEY, account_id TEXT NOT NULL, identity_key BLOB NOT NULL, device_id INTEGER NOT NULL,
      registration_id INTEGER NOT NULL, signing_key BLOB, seen_at INTEGER, logged_at INTEGER, gone_at INTEGER,
      UNIQUE (account_id, identity_key, device_id, registration_id)) STRICT`,
    `INSERT INTO peer_devices (account_id, identity_key, device_id, registration_id)
     SELECT sessions.account_id, identity_key, device_id, 0 FROM sessions
     JOIN peer_identities ON peer_identities.account_id = sessions.account_id ORDER BY sessions.account_id, device_id`,
  ],
};
