import type { Migration } from './migration.ts';

/**
 * Who is a contact and who is blocked. `standing`: 0 neither, 1 accepted, 2 a message request; who had a chat by now counts as accepted.
 * Every row is written anew, so that none is shorter than its table: reading past damage takes rows as they are.
 */
export const people: Migration = {
  version: 5,
  statements: [
    'ALTER TABLE contacts ADD COLUMN standing INTEGER NOT NULL DEFAULT 0',
    'ALTER TABLE contacts ADD COLUMN blocked INTEGER NOT NULL DEFAULT 0',
    'UPDATE contacts SET standing = account_id IN (SELECT account_id FROM chats)',
    'CREATE INDEX contacts_waiting ON contacts (account_id) WHERE standing = 2',
  ],
};
