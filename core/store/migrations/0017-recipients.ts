import type { Migration } from './migration.ts';

/**
 * To which devices of a contact a message of this device was encrypted last, and for which identity key of theirs. Without a value where that was
 * not recorded, so that rows of before need not be written anew.
 */
export const recipients: Migration = {
  version: 17,
  statements: ['ALTER TABLE messages ADD COLUMN sealed_for TEXT'],
};
