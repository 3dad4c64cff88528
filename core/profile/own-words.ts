import { CodedError, isCodedError } from '../../contract/errors/coded-error.ts';
import { displayNameSchema } from '../../contract/ids.ts';
import type { Account } from '../account/account.ts';
import { attempt, type Context } from '../context.ts';
import type { MessengerHandlers } from '../events.ts';
import type { PeopleRegisters } from '../people/registers.ts';
import type { Unsubscribe } from '../platform/types.ts';

/** The person's name and username, the same on all their devices. */
export interface OwnWords {
  /** Throws `not_registered`. */
  readonly setName: MessengerHandlers['account']['setName'];
  /** Rejects as `Api` does. */
  readonly setUsername: MessengerHandlers['account']['setUsername'];
  readonly onUp: () => void;
  readonly close: Unsubscribe;
}

const keys = { name: 'profile:name', username: 'profile:username' } as const;
type Word = keyof typeof keys;

/**
 * Over a register each, for which the account holds what stands there. The register decides the name: of those set apart the newest
 * stands. The server decides the username: its register has the other devices ask at once, and whom that does not reach asks with its
 * next connection.
 */
export const createOwnWords = (
  context: Pick<Context, 'store' | 'onUnexpected'>,
  options: {
    readonly account: Pick<Account, 'ready' | 'handlers' | 'learnUsername'>;
    readonly registers: PeopleRegisters;
    /** Another device set the name. */
    readonly onFollowed: () => void;
  },
): OwnWords => {
  const { account, registers } = options;
  const keep = (word: Word, value: string | null): void => {
    if (registers.value(keys[word]) !== value)
      context.store.transaction(() => registers.set(keys[word], value));
  };
  const learn = (): void => {
    account.learnUsername().catch((error: unknown) => {
      // Offline, or the account went.
      if (!isCodedError(error)) context.onUnexpected('username', error);
    });
  };
  const follow: Readonly<Record<Word, () => void>> = {
    name: () => {
      const told = displayNameSchema.safeParse(registers.value(keys.name));
      const present = account.ready();
      if (!told.success || !present || present.name === told.data) return;
      account.handlers
        .setName({ name: told.data })
        .then(options.onFollowed)
        .catch((error: unknown) => context.onUnexpected('name', error));
    },
    username: () => {
      if (account.ready()?.username !== registers.value(keys.username)) learn();
    },
  };
  // Set here before a crash, or elsewhere.
  attempt(context, 'name', follow.name);

  return {
    setName: async ({ name }) => {
      if (!account.ready()) throw new CodedError('not_registered');
      keep('name', name);
      return account.handlers.setName({ name });
    },
    setUsername: async (wanted) => {
      const after = await account.handlers.setUsername(wanted);
      const username = account.ready()?.username;
      if (username !== undefined) keep('username', username);
      return after;
    },
    onUp: learn,
    close: registers.onChanged((changed) => {
      for (const word of ['name', 'username'] as const)
        if (changed.includes(keys[word])) follow[word]();
    }),
  };
};
