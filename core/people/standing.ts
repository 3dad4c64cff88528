import type { Audience } from '../../contract/settings/audience.ts';
import type { Context } from '../context.ts';
import type { ContactRow } from '../store/types/contacts.ts';

/** What may pass between this person and others. */
export interface Standing {
  /** Nothing of theirs is taken, and nothing goes to them. */
  readonly isBlocked: (accountId: string) => boolean;
  /** Nothing of theirs is taken: blocked, or never let write. Who is only the latter can be written to. */
  readonly isShutOut: (accountId: string) => boolean;
  /** A contact who is not shut out: only they are told that something arrived, was read, or is being written. */
  readonly mayAnswer: (accountId: string) => boolean;
  /** Something of theirs is being stored: who is new waits as a request. True for such a one. Inside a transaction. */
  readonly met: (contact: ContactRow) => boolean;
  /** Who was accepted by that since the last time; after the commit. */
  readonly takeAccepted: () => readonly string[];
}

export interface StandingOptions {
  readonly isBlocked: (accountId: string) => boolean;
  /** The setting that is in force. The server holds its audience (0090); the never list is held here. */
  readonly whoCanWrite: () => Audience;
  /** Of programs that answer whoever writes to them. */
  readonly acceptsEverybody: boolean;
}

/** Over the contacts, the blocks and who may write. */
export const createStanding = (
  { store }: Pick<Context, 'store'>,
  { isBlocked, whoCanWrite, acceptsEverybody }: StandingOptions,
): Standing => {
  const accepted: string[] = [];
  let listed: readonly string[] = [];
  let never = new Set<string>();
  const isNeverLetWrite = (accountId: string): boolean => {
    const list = whoCanWrite().never;
    if (list !== listed) {
      listed = list;
      never = new Set(list);
    }
    return never.has(accountId);
  };
  const isShutOut = (accountId: string): boolean =>
    isBlocked(accountId) || isNeverLetWrite(accountId);
  return {
    isBlocked,
    isShutOut,
    mayAnswer: (accountId) =>
      !isShutOut(accountId) &&
      (acceptsEverybody || store.contacts.get(accountId)?.standing === 'accepted'),
    takeAccepted: () => accepted.splice(0),
    met: (contact) => {
      if (contact.standing === 'accepted') return false;
      if (acceptsEverybody) {
        store.contacts.save({ ...contact, standing: 'accepted' });
        accepted.push(contact.accountId);
      } else if (contact.standing === 'none') {
        store.contacts.save({ ...contact, standing: 'request' });
        return true;
      }
      return false;
    },
  };
};
