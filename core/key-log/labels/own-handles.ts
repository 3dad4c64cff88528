import * as z from 'zod/mini';
import type { SettingKey } from '../../../contract/settings/registry.ts';
import { limits } from '../../../contract/wire/limits.ts';
import type { ReadyAccount } from '../../account/stored.ts';
import type { Context } from '../../context.ts';
import type { PeopleRegisters } from '../../people/registers.ts';
import { isWithin, notAfter } from '../../platform/noted-times.ts';
import { usernameRegister } from '../../profile/own-words.ts';
import type { AccountHandle } from '../../store/types/key-labels.ts';
import { labelRow } from './rows.ts';

/** A number or username of the account, and whether it is to lead to it; null: that is not known here, or differs from device to device. */
export interface OwnHandle extends AccountHandle {
  readonly isFindable: boolean | null;
  /** It was the account's. To whom else it leads is nobody's lie; that it leads to the account still is. */
  readonly isFormer: boolean;
}

/** By what the account is to be found, as its own devices have it among them. No answer of the server has a say in it. */
export interface OwnHandles {
  readonly of: (account: ReadyAccount) => readonly OwnHandle[];
  /**
   * What the person chose otherwise since it was asked last: usernames that are not theirs any more are looked at as such, for as long as heads are
   * told, and what was in doubt of a choice is not in doubt of another.
   */
  readonly follow: (account: ReadyAccount) => void;
}

const findableKey: SettingKey = 'privacy.findableByNumber';
/** Whether what stands in this register is by what the account is to be found. */
export const isOfOwnHandles = (register: string): boolean =>
  register === usernameRegister || register === findableKey;

/** Of usernames that the server says where no device has: it can say any. */
const mostSaid = 3;
/** Of those that were the account's: more than one for each day on which heads are told of. The server lets a person take others more often. */
const mostFormer = 32;

const followedName = 'key-log.ownNames';
const followedSchema = z.object({
  accountId: z.string(),
  isFindable: z.nullable(z.boolean()),
  /** Usernames that were the account's, and since when they are not, by this computer's clock; the last to go is the last. */
  former: z._default(z.array(z.object({ value: z.string(), since: z.number() })), []),
});
type Followed = z.infer<typeof followedSchema>;

/** Over the account's registers, which only its own devices can write. */
export const createOwnHandles = (
  { store, clock }: Pick<Context, 'store' | 'clock'>,
  registers: Pick<PeopleRegisters, 'value' | 'isKnown'>,
): OwnHandles => {
  /** Null: none. Undefined: no device has said. */
  const chosenUsername = (): string | null | undefined => {
    const value = registers.value(usernameRegister);
    return typeof value === 'string' || value === null ? value : undefined;
  };
  const isFindable = ({ findableByNumber }: ReadyAccount): boolean | null => {
    if (!registers.isKnown()) return null;
    // What opens it the server had to know before it stood there. Where no device has said, what was answered to make the account stands.
    const chosen = registers.value(findableKey);
    return typeof chosen === 'boolean' ? chosen : findableByNumber;
  };
  const followed = (accountId: string): Followed | null => {
    const parsed = followedSchema.safeParse(store.meta.get(followedName)).data;
    return parsed?.accountId === accountId ? parsed : null;
  };
  const usernameOf = (accountId: string, value: string): AccountHandle => ({
    accountId,
    kind: 'username',
    value,
  });
  const keptUsernames = (accountId: string, former: Followed['former']): readonly string[] =>
    store.keyLabels
      .of(accountId)
      .filter(
        ({ kind, value }) => kind === 'username' && !former.some((one) => one.value === value),
      )
      .map(({ value }) => value);
  const usernamesOf = (
    { accountId, username }: ReadyAccount,
    former: Followed['former'],
  ): readonly string[] => {
    const chosen = chosenUsername();
    if (chosen !== undefined) return chosen === null ? [] : [chosen];
    // Where no device has said, a server that says that there is none takes none away, and one that says ever more takes no place.
    const kept = keptUsernames(accountId, former);
    return [...new Set(username === null ? kept : [...kept, username])].slice(0, mostSaid);
  };
  /** Of those that were the account's the ones that are still looked at: what is told of them does not end by itself. */
  const stillFormer = (accountId: string, former: Followed['former']): Followed['former'] => {
    const now = clock.now();
    const isTold = ({ value }: Followed['former'][number]): boolean =>
      labelRow(store, usernameOf(accountId, value)).state === 'contradicts';
    const still = former.filter(
      (one) =>
        one.value !== chosenUsername() &&
        (isWithin(one.since, now, limits.labelHistoryMs) || isTold(one)),
    );
    const over = still
      .filter((one) => !isTold(one))
      .slice(0, Math.max(0, still.length - mostFormer));
    return still.filter((one) => !over.includes(one));
  };

  return {
    of: (account) => {
      const { accountId, number } = account;
      const isKnown = registers.isKnown();
      const former = followed(accountId)?.former ?? [];
      const usernames = usernamesOf(account, former);
      return [
        {
          accountId,
          kind: 'number',
          value: number,
          isFindable: isFindable(account),
          isFormer: false,
        },
        ...usernames.map((value) => ({
          ...usernameOf(accountId, value),
          isFindable: isKnown ? true : null,
          isFormer: false,
        })),
        ...former
          .filter(({ value }) => !usernames.includes(value))
          .map(({ value }) => ({
            ...usernameOf(accountId, value),
            isFindable: isKnown ? false : null,
            isFormer: true,
          })),
      ];
    },
    follow: (account) => {
      const { accountId, number } = account;
      const before = followed(accountId);
      const chosen = chosenUsername();
      const since = clock.now();
      const formerBefore = (before?.former ?? []).map((one) => ({
        ...one,
        since: notAfter(one.since, since),
      }));
      const wasAhead = before?.former.some((one) => one.since > since) ?? false;
      const gone =
        chosen === undefined
          ? []
          : keptUsernames(accountId, formerBefore).filter((value) => value !== chosen);
      const former = stillFormer(accountId, [
        ...formerBefore,
        ...gone.map((value) => ({ value, since })),
      ]);
      const over = [...formerBefore, ...gone.map((value) => ({ value }))].filter(
        ({ value }) => !former.some((one) => one.value === value),
      );
      const present = isFindable(account);
      const isOther = before === null || before.isFindable !== present;
      if (!isOther && !wasAhead && gone.length === 0 && over.length === 0) return;
      store.transaction(() => {
        // What was found of it while it was theirs they left behind with it.
        for (const value of gone) {
          const row = labelRow(store, usernameOf(accountId, value));
          const ended = { doubtedAt: null, foundAt: null, lastFoundAt: null, proved: false };
          store.keyLabels.save({ ...row, ...ended, state: 'agrees' });
        }
        // Taken again, it is looked at as a new one.
        for (const { value } of over) store.keyLabels.remove(usernameOf(accountId, value));
        store.meta.set(followedName, { accountId, isFindable: present, former: [...former] });
        if (!isOther) return;
        const row = store.keyLabels.get({ accountId, kind: 'number', value: number });
        if (row && row.state !== 'contradicts') store.keyLabels.save({ ...row, doubtedAt: null });
      });
    },
  };
};
