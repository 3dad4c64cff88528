import type { Migration } from './migration.ts';

/** Row numbers are AUTOINCREMENT where they must never come back. */
export const initial: Migration = {
  version: 1,
  statements: [
    `CREATE TABLE accounts (
      ref INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, number TEXT NOT NULL UNIQUE,
      identity_key TEXT NOT NULL, username TEXT UNIQUE, created_at INTEGER NOT NULL)`,
    // A table of its own: a lookup does the same work for a number that is hidden and one that is absent.
    `CREATE TABLE findable_numbers (
      number TEXT PRIMARY KEY, account_ref INTEGER NOT NULL UNIQUE, account_id TEXT NOT NULL)`,
    `CREATE TABLE devices (
      ref INTEGER PRIMARY KEY AUTOINCREMENT, account_ref INTEGER NOT NULL, device_id INTEGER NOT NULL,
      registration_id INTEGER NOT NULL, token_hash BLOB NOT NULL, signing_key TEXT NOT NULL,
      signing_key_signature TEXT NOT NULL, signed_pre_key TEXT NOT NULL, last_resort_kyber_pre_key TEXT NOT NULL,
      created_at INTEGER NOT NULL, UNIQUE (account_ref, device_id))`,
    `CREATE TABLE device_sequences (device_ref INTEGER PRIMARY KEY, reserved_seq INTEGER NOT NULL)`,
    `CREATE TABLE one_time_keys (
      device_ref INTEGER NOT NULL, kind TEXT NOT NULL, key_id INTEGER NOT NULL, key TEXT NOT NULL,
      PRIMARY KEY (device_ref, kind, key_id))`,
    `CREATE TABLE spent_keys (
      device_ref INTEGER NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (device_ref, digest)) WITHOUT ROWID`,
    `CREATE TABLE registrations (
      id TEXT PRIMARY KEY, number TEXT NOT NULL, code_hash BLOB NOT NULL, tries_left INTEGER NOT NULL,
      expires_at INTEGER NOT NULL, token_hash BLOB UNIQUE)`,
    `CREATE INDEX registrations_by_expiry ON registrations (expires_at)`,
    `CREATE TABLE envelopes (
      id INTEGER PRIMARY KEY, device_ref INTEGER NOT NULL, seq INTEGER NOT NULL, sender_ref INTEGER NOT NULL,
      accepted_at INTEGER NOT NULL, body BLOB NOT NULL)`,
    `CREATE UNIQUE INDEX envelopes_by_device ON envelopes (device_ref, seq)`,
    `CREATE TABLE send_log (id INTEGER PRIMARY KEY, accepted_at INTEGER NOT NULL, entries BLOB NOT NULL)`,
    `CREATE TABLE sends (
      sender_ref INTEGER NOT NULL, client_message_id BLOB NOT NULL, accepted_at INTEGER NOT NULL,
      PRIMARY KEY (sender_ref, client_message_id)) WITHOUT ROWID`,
  ],
};
