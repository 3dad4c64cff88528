export interface ContactRow {
  readonly accountId: string;
  /** The name they gave themselves; null until known. */
  readonly name: string | null;
  readonly number: string | null;
  readonly username: string | null;
  readonly kind: 'person' | 'local_program';
  readonly gone: boolean;
}

export interface ContactsRepository {
  get(accountId: string): ContactRow | null;
  /** Inserts or replaces the whole row. */
  save(contact: ContactRow): void;
  /** The account seen last with this number; not one that is gone. */
  byNumber(number: string): ContactRow | null;
  byUsername(username: string): ContactRow | null;
}
