import type { Context } from '../context.ts';
import type { ContactRow } from '../store/types/contacts.ts';
import type { Blocks } from './blocks.ts';

/** What may pass between this person and others. */
export interface Standing {
  /** Nothing of theirs is taken, and nothing goes to them. */
  readonly isBlocked: (accountId: string) => boolean;
  /** A contact who is not blocked: only they are told that something arrived, was read, or is being written. */
  readonly mayAnswer: (accountId: string) => boolean;
  /** Something of theirs is being stored: who is new waits as a request. True for such a one. Inside a transaction. */
  readonly met: (contact: ContactRow) => boolean;
}

/** `acceptsEverybody`: of programs that answer whoever writes to them. */
export const createStanding = (
  { store }: Pick<Context, 'store'>,
  blocks: Pick<Blocks, 'isBlocked'>,
  acceptsEverybody: boolean,
): Standing => ({
  isBlocked: blocks.isBlocked,
  mayAnswer: (accountId) =>
    !blocks.isBlocked(accountId) &&
    (acceptsEverybody || store.contacts.get(accountId)?.standing === 'accepted'),
  met: (contact) => {
    if (contact.standing === 'accepted') return false;
    if (acceptsEverybody) store.contacts.save({ ...contact, standing: 'accepted' });
    else if (contact.standing === 'none') {
      store.contacts.save({ ...contact, standing: 'request' });
      return true;
    }
    return false;
  },
});
