import type { Connection } from '../connection.ts';
import type { ContactRow, ContactsRepository } from '../types/contacts.ts';

export interface ContactColumns {
  account_id: string;
  name: string | null;
  number: string | null;
  username: string | null;
  contact_kind: number;
  gone: number;
}

/** The columns of `ContactColumns`, from a table called `c`. */
export const contactColumns =
  'c.account_id, c.name, c.number, c.username, c.kind AS contact_kind, c.gone';

export const toContact = (row: ContactColumns): ContactRow => ({
  accountId: row.account_id,
  name: row.name,
  number: row.number,
  username: row.username,
  kind: row.contact_kind === 1 ? 'local_program' : 'person',
  gone: row.gone === 1,
});

/** People, by account. */
export const createContacts = (db: Connection): ContactsRepository => {
  const by = (condition: string) =>
    db.sql<ContactColumns>(
      `SELECT ${contactColumns} FROM contacts c WHERE ${condition} ORDER BY c.id DESC LIMIT 1`,
    );
  const byAccount = by('c.account_id = ?');
  const byNumber = by('c.number = ? AND c.gone = 0');
  const byUsername = by('c.username = ? AND c.gone = 0');
  const save = db.sql(
    `INSERT INTO contacts (account_id, name, number, username, kind, gone) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (account_id) DO UPDATE SET name = excluded.name, number = excluded.number, username = excluded.username,
       kind = excluded.kind, gone = excluded.gone`,
  );
  const one = (row: ContactColumns | undefined): ContactRow | null =>
    row === undefined ? null : toContact(row);
  return {
    get: (accountId) => one(byAccount.get([accountId])),
    save: (contact) => {
      save.run([
        contact.accountId,
        contact.name,
        contact.number,
        contact.username,
        contact.kind === 'local_program' ? 1 : 0,
        contact.gone ? 1 : 0,
      ]);
    },
    byNumber: (number) => one(byNumber.get([number])),
    byUsername: (username) => one(byUsername.get([username])),
  };
};
