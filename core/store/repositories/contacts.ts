import type { Connection } from '../connection.ts';
import type { ContactRow, ContactsRepository } from '../types/contacts.ts';

export interface ContactColumns {
  account_id: string;
  name: string | null;
  number: string | null;
  username: string | null;
  contact_kind: number;
  gone: number;
  standing: number;
  blocked: number;
}

const standings = ['none', 'accepted', 'request'] as const;
const standingNumber = (standing: ContactRow['standing']): number => standings.indexOf(standing);

/** A message request that waits, of a contact called `c`. */
export const isRequest = 'c.standing = 2 AND c.blocked = 0';
/** What the chat list shows, of a contact called `c`. */
export const isListed = 'c.standing <> 2';

/** The columns of `ContactColumns`, from a table called `c`. */
export const contactColumns =
  'c.account_id, c.name, c.number, c.username, c.kind AS contact_kind, c.gone, c.standing, c.blocked';

/** The row of `contactColumns` as the store gives it. */
export const toContact = (row: ContactColumns): ContactRow => ({
  accountId: row.account_id,
  name: row.name,
  number: row.number,
  username: row.username,
  kind: row.contact_kind === 1 ? 'local_program' : 'person',
  gone: row.gone === 1,
  standing: standings[row.standing] ?? 'none',
  blocked: row.blocked === 1,
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
    `INSERT INTO contacts (account_id, name, number, username, kind, gone, standing, blocked) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (account_id) DO UPDATE SET name = excluded.name, number = excluded.number, username = excluded.username,
       kind = excluded.kind, gone = excluded.gone, standing = excluded.standing, blocked = excluded.blocked`,
  );
  const accepted = db.sql<{ account_id: string }>(
    'SELECT account_id FROM contacts WHERE standing = 1 AND account_id > ? ORDER BY account_id LIMIT ?',
  );
  const ever = db.sql<{ account_id: string }>('SELECT account_id FROM contacts WHERE standing = 1');
  const blocked = db.sql<{ account_id: string }>(
    'SELECT account_id FROM contacts WHERE blocked = 1 ORDER BY id',
  );
  const requests = db.sql<{ total: number; unread: number }>(
    `SELECT count(*) AS total, count(CASE WHEN h.unread_count > 0 THEN 1 END) AS unread
     FROM contacts c JOIN chats h ON h.account_id = c.account_id WHERE ${isRequest}`,
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
        standingNumber(contact.standing),
        contact.blocked ? 1 : 0,
      ]);
    },
    byNumber: (number) => one(byNumber.get([number])),
    byUsername: (username) => one(byUsername.get([username])),
    accepted: (after, limit) =>
      accepted.all([after ?? '', limit]).map(({ account_id: accountId }) => accountId),
    everAccepted: () => ever.all().map(({ account_id: accountId }) => accountId),
    blocked: () => blocked.all().map(({ account_id: accountId }) => accountId),
    countRequests: () => {
      const { total: all = 0, unread = 0 } = requests.get() ?? {};
      return { all, unread };
    },
  };
};
