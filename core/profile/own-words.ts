import * as z from 'zod/mini';
import { CodedError, isCodedError } from '../../contract/errors/coded-error.ts';
import type { ErrorCode } from '../../contract/errors/table.ts';
import { displayNameSchema } from '../../contract/ids.ts';
import type { Account } from '../account/account.ts';
import { attempt, type Context } from '../context.ts';
import type { MessengerHandlers } from '../events.ts';
import type { PeopleRegisters } from '../people/registers.ts';
import { createExclusive } from '../platform/exclusive.ts';
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

/** In which register the account's username stands, as its own devices have it among them. */
export const usernameRegister = 'profile:username';
const keys = { name: 'profile:name', username: usernameRegister } as const;
type Word = keyof typeof keys;

const askedName = 'profile.usernameAsked';
const askedSchema = z.object({
  accountId: z.string(),
  name: z.nullable(z.string()),
  /** The register's newest write when it was asked, and when that was, by this device's clock. Absent where that was not kept. */
  newest: z.optional(z.nullable(z.string())),
  at: z.optional(z.number()),
});
type Asked = z.infer<typeof askedSchema>;
/** After these nothing is another than it was. */
const refusals: readonly ErrorCode[] = ['username_taken', 'rate_limited', 'bad_request'];

/** Whether a username is one that the server makes of a name; without a name, whether there is none. */
const isMadeOf = (username: string | null, name: string | null): boolean =>
  name === null ? username === null : username?.replace(/\.\d+$/, '') === name;

/**
 * Over a register each, for which the account holds what stands there. The register decides the name: of those set apart the newest
 * stands. The server decides the username: its register has the other devices ask at once, and whom that does not reach asks with its
 * next connection.
 */
export const createOwnWords = (
  context: Pick<Context, 'store' | 'clock' | 'onUnexpected'>,
  options: {
    readonly account: Pick<Account, 'ready' | 'handlers' | 'learnUsername'>;
    readonly registers: PeopleRegisters;
    /** Another device set the name. */
    readonly onFollowed: () => void;
  },
): OwnWords => {
  const { clock } = context;
  const { account, registers } = options;
  const { meta, transaction } = context.store;
  const keep = (word: Word, value: string | null): void => {
    if (registers.value(keys[word]) !== value) transaction(() => registers.set(keys[word], value));
  };
  const exclusive = createExclusive();
  let isAsking = false;
  /**
   * Whether nobody chose otherwise since: an answer that comes late, whenever the server likes, takes no later choice away. One that was only heard of
   * since, and made before, is none.
   */
  const isNewest = ({ newest, at = 0 }: Pick<Asked, 'newest' | 'at'>): boolean =>
    registers.newest(keys.username) === newest || (registers.author(keys.username)?.at ?? 0) <= at;
  /** What was asked for before a crash, or without an answer: the register has what came of it. */
  const settleAsked = (): void => {
    const asked = askedSchema.safeParse(meta.get(askedName)).data;
    const present = account.ready();
    if (!asked || isAsking || !present) return;
    transaction(() => {
      meta.remove(askedName);
      const { accountId, username } = present;
      const isOf = asked.accountId === accountId && isNewest(asked);
      if (isOf && isMadeOf(username, asked.name)) keep('username', username);
    });
  };
  const learn = (): void => {
    account
      .learnUsername()
      .then(settleAsked)
      .catch((error: unknown) => {
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
    setUsername: (wanted) =>
      exclusive(async () => {
        const before = account.ready();
        if (!before) throw new CodedError('not_registered');
        const asked: Asked = {
          accountId: before.accountId,
          name: wanted.name,
          newest: registers.newest(keys.username),
          at: clock.now(),
        };
        isAsking = true;
        meta.set(askedName, asked);
        try {
          const after = await account.handlers.setUsername(wanted);
          const present = account.ready();
          const isStill = isNewest(asked);
          transaction(() => {
            meta.remove(askedName);
            if (present && isStill) keep('username', present.username);
          });
          // Another device chose meanwhile: which of the two the server took last it is asked.
          if (!isStill) learn();
          return after;
        } catch (error) {
          if (isCodedError(error) && refusals.includes(error.code)) meta.remove(askedName);
          throw error;
        } finally {
          isAsking = false;
        }
      }),
    onUp: learn,
    close: registers.onChanged((changed) => {
      for (const word of ['name', 'username'] as const)
        if (changed.includes(keys[word])) follow[word]();
    }),
  };
};
