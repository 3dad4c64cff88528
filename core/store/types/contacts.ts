/** request: they wrote first and wait for an answer. accepted: a contact; the person accepted them or wrote to them. none: neither. */
export type ContactStanding = 'none' | 'request' | 'accepted';

export interface ContactRow {
  readonly accountId: string;
  /** The name they gave themselves; null until known. */
  readonly name: string | null;
  readonly number: string | null;
  readonly username: string | null;
  readonly kind: 'person' | 'local_program';
  readonly gone: boolean;
  readonly standing: ContactStanding;
  /** As the account's registers have it, which decide. */
  readonly blocked: boolean;
}

export interface ContactsRepository {
  get(accountId: string): ContactRow | null;
  /** Inserts or replaces the whole row. */
  save(contact: ContactRow): void;
  /** The account seen last with this number; not one that is gone. */
  byNumber(number: string): ContactRow | null;
  byUsername(username: string): ContactRow | null;
  /** Account ids of those accepted, after one (null: from the first), in order. */
  accepted(after: string | null, limit: number): readonly string[];
  /** Account ids of everybody who is accepted, blocked or not. */
  everAccepted(): readonly string[];
  /** Account ids of everybody blocked. */
  blocked(): readonly string[];
  /** Of message requests that are not blocked. */
  countRequests(): { readonly all: number; readonly unread: number };
}
