import type { Migration } from './migration.ts';

/**
 * The first schema. `roots` comes first, so that it is always page 2: with it the tables are found even when page 1 is lost.
 * Message ids are 16 bytes; `messages.id` is the order, growing over all chats, so that newest first is a walk by rowid. No triggers
 * write the index of messages: FTS5 would flush at each of them, which made a batch three times as slow.
 */
export const first: Migration = {
  version: 1,
  statements: [
    `CREATE TABLE roots (name TEXT PRIMARY KEY, page INTEGER NOT NULL) STRICT, WITHOUT ROWID`,
    `CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT`,
    `CREATE TABLE totals (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID`,
    `INSERT INTO totals (name, value) VALUES ('unread', 0), ('outbox_messages', 0)`,

    `CREATE TABLE own_keys (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT`,
    `CREATE TABLE pre_keys (id INTEGER PRIMARY KEY, record BLOB NOT NULL, created_at INTEGER NOT NULL, last_resort INTEGER NOT NULL) STRICT`,
    `CREATE TABLE kyber_uses (key_id INTEGER NOT NULL, signed_key_id INTEGER NOT NULL, base_key BLOB NOT NULL,
      PRIMARY KEY (key_id, signed_key_id, base_key)) STRICT, WITHOUT ROWID`,
    `CREATE TABLE sessions (id INTEGER PRIMARY KEY, account_id TEXT NOT NULL, device_id INTEGER NOT NULL, record BLOB NOT NULL,
      UNIQUE (account_id, device_id)) STRICT`,
    `CREATE TABLE peer_identities (account_id TEXT PRIMARY KEY, identity_key BLOB NOT NULL, first_seen_at INTEGER NOT NULL) STRICT`,
    `CREATE TABLE former_identities (id INTEGER PRIMARY KEY, account_id TEXT NOT NULL, identity_key BLOB NOT NULL,
      first_seen_at INTEGER NOT NULL, replaced_at INTEGER NOT NULL) STRICT`,
    `CREATE INDEX former_identities_of ON former_identities (account_id, id)`,

    `CREATE TABLE contacts (id INTEGER PRIMARY KEY, account_id TEXT NOT NULL UNIQUE, name TEXT, number TEXT, username TEXT,
      kind INTEGER NOT NULL, gone INTEGER NOT NULL) STRICT`,
    `CREATE INDEX contacts_by_number ON contacts (number) WHERE number IS NOT NULL`,
    `CREATE INDEX contacts_by_username ON contacts (username) WHERE username IS NOT NULL`,
    `CREATE TABLE chats (id INTEGER PRIMARY KEY, chat_id TEXT NOT NULL UNIQUE,
      account_id TEXT NOT NULL UNIQUE REFERENCES contacts (account_id), active_at INTEGER NOT NULL,
      unread_count INTEGER NOT NULL DEFAULT 0, read_through INTEGER NOT NULL DEFAULT 0, last_message INTEGER, draft TEXT) STRICT`,
    `CREATE INDEX chats_by_activity ON chats (active_at, chat_id)`,
    `CREATE TRIGGER chats_unread_added AFTER INSERT ON chats WHEN new.unread_count <> 0 BEGIN
      UPDATE totals SET value = value + new.unread_count WHERE name = 'unread'; END`,
    `CREATE TRIGGER chats_unread_changed AFTER UPDATE OF unread_count ON chats WHEN new.unread_count <> old.unread_count BEGIN
      UPDATE totals SET value = value + new.unread_count - old.unread_count WHERE name = 'unread'; END`,
    `CREATE TRIGGER chats_unread_removed AFTER DELETE ON chats WHEN old.unread_count <> 0 BEGIN
      UPDATE totals SET value = value - old.unread_count WHERE name = 'unread'; END`,

    `CREATE TABLE messages (id INTEGER PRIMARY KEY AUTOINCREMENT, chat INTEGER NOT NULL REFERENCES chats (id),
      message_id BLOB NOT NULL, outgoing INTEGER NOT NULL, sent_at INTEGER NOT NULL, at INTEGER NOT NULL, kind INTEGER NOT NULL,
      text TEXT, notice TEXT, raw BLOB, state INTEGER, problem TEXT) STRICT`,
    `CREATE UNIQUE INDEX messages_by_id ON messages (chat, message_id, outgoing)`,
    `CREATE INDEX messages_of_chat ON messages (chat, id)`,
    `CREATE INDEX messages_without_receipt ON messages (at, chat) WHERE state = 1`,
    `CREATE INDEX messages_unknown ON messages (id) WHERE kind = 1`,
    `CREATE VIRTUAL TABLE messages_fts USING fts5 (text, content = 'messages', content_rowid = 'id',
      tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')`,
    `INSERT INTO messages_fts (messages_fts, rank) VALUES ('secure-delete', 1)`,
    `CREATE VIRTUAL TABLE contacts_fts USING fts5 (name, number, username, content = 'contacts', content_rowid = 'id',
      tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3')`,
    `CREATE TRIGGER contacts_indexed AFTER INSERT ON contacts BEGIN
      INSERT INTO contacts_fts (rowid, name, number, username) VALUES (new.id, new.name, new.number, new.username); END`,
    `CREATE TRIGGER contacts_unindexed AFTER DELETE ON contacts BEGIN
      INSERT INTO contacts_fts (contacts_fts, rowid, name, number, username) VALUES ('delete', old.id, old.name, old.number, old.username); END`,
    `CREATE TRIGGER contacts_reindexed AFTER UPDATE OF name, number, username ON contacts BEGIN
      INSERT INTO contacts_fts (contacts_fts, rowid, name, number, username) VALUES ('delete', old.id, old.name, old.number, old.username);
      INSERT INTO contacts_fts (rowid, name, number, username) VALUES (new.id, new.name, new.number, new.username); END`,

    `CREATE TABLE known_ids (id INTEGER PRIMARY KEY, message_id BLOB NOT NULL, account_id TEXT NOT NULL, at INTEGER NOT NULL,
      UNIQUE (message_id, account_id)) STRICT`,
    `CREATE INDEX known_ids_by_time ON known_ids (at)`,

    `CREATE TABLE outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, row_id TEXT NOT NULL UNIQUE, account_id TEXT NOT NULL,
      kind INTEGER NOT NULL, message_id BLOB, chat_id TEXT, content BLOB NOT NULL, ciphertext BLOB, created_at INTEGER NOT NULL) STRICT`,
    `CREATE INDEX outbox_of ON outbox (account_id, id)`,
    `CREATE INDEX outbox_by_message ON outbox (message_id) WHERE message_id IS NOT NULL`,
    `CREATE TABLE outbox_recipients (account_id TEXT PRIMARY KEY, due_at INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0) STRICT`,
    `CREATE INDEX outbox_recipients_by_due ON outbox_recipients (due_at)`,
    `CREATE TRIGGER outbox_added AFTER INSERT ON outbox BEGIN
      INSERT INTO outbox_recipients (account_id, due_at) VALUES (new.account_id, new.created_at) ON CONFLICT DO NOTHING; END`,
    `CREATE TRIGGER outbox_emptied AFTER DELETE ON outbox
      WHEN NOT EXISTS (SELECT 1 FROM outbox WHERE account_id = old.account_id) BEGIN
      DELETE FROM outbox_recipients WHERE account_id = old.account_id; END`,
    `CREATE TRIGGER outbox_message_added AFTER INSERT ON outbox WHEN new.kind = 0 BEGIN
      UPDATE totals SET value = value + 1 WHERE name = 'outbox_messages'; END`,
    `CREATE TRIGGER outbox_message_removed AFTER DELETE ON outbox WHEN old.kind = 0 BEGIN
      UPDATE totals SET value = value - 1 WHERE name = 'outbox_messages'; END`,
  ],
};
