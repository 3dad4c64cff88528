import * as z from 'zod/mini';
import type { SettingKey } from '../../../contract/settings/registry.ts';
import type { ReadyAccount } from '../../account/stored.ts';
import type { PeopleRegisters } from '../../people/registers.ts';
import { usernameRegister } from '../../profile/own-words.ts';
import type { NamedAccount } from '../../store/types/key-labels.ts';
import type { Store } from '../../store/types.ts';

/** A number or username of the account, and whether it is to lead to it; null: that is not known here, or differs from device to device. */
export interface OwnName extends NamedAccount {
  readonly isFindable: boolean | null;
}

/** By what the account is to be found, as its own devices have it among them. No answer of the server has a say in it. */
export interface OwnNames {
  readonly of: (account: ReadyAccount) => readonly OwnName[];
  /**
   * What the person chose otherwise since it was asked last: usernames that are not theirs any more go, and what was in doubt of a choice
   * is not in doubt of another.
   */
  readonly follow: (account: ReadyAccount) => void;
}

const findableKey: SettingKey = 'privacy.findableByNumber';
/** Whether what stands in this register is by what the account is to be found. */
export const isOfOwnNames = (register: string): boolean =>
  register === usernameRegister || register === findableKey;

const followedName = 'key-log.ownNames';
const followedSchema = z.object({ accountId: z.string(), isFindable: z.nullable(z.boolean()) });

/** Over the account's registers, which only its own devices can write. */
export const createOwnNames = (
  store: Pick<Store, 'keyLabels' | 'meta' | 'transaction'>,
  registers: Pick<PeopleRegisters, 'value' | 'isKnown'>,
): OwnNames => {
  /** Null: none. Undefined: no device has said. */
  const chosenUsername = (): string | null | undefined => {
    const value = registers.value(usernameRegister);
    return typeof value === 'string' || value === null ? value : undefined;
  };
  const isFindable = ({ findableByNumber }: ReadyAccount): boolean | null => {
    if (!registers.isKnown()) return null;
    const chosen = registers.value(findableKey);
    // Whoever chose on any device not to be found is not to be. What opens it the server has to know first.
    if (chosen === false) return false;
    return chosen === true && !findableByNumber ? null : findableByNumber;
  };
  const usernameRows = (accountId: string): readonly NamedAccount[] =>
    store.keyLabels.of(accountId).filter(({ kind }) => kind === 'username');
  const usernamesOf = ({ accountId, username }: ReadyAccount): readonly string[] => {
    const chosen = chosenUsername();
    if (chosen !== undefined) return chosen === null ? [] : [chosen];
    // Where no device has said, a server that says that there is none takes none away.
    const kept = usernameRows(accountId).map(({ value }) => value);
    return [...new Set(username === null ? kept : [username, ...kept])];
  };

  return {
    of: (account) => {
      const { accountId, number } = account;
      const isKnown = registers.isKnown();
      return [
        { accountId, kind: 'number', value: number, isFindable: isFindable(account) },
        ...usernamesOf(account).map((value) => ({
          accountId,
          kind: 'username' as const,
          value,
          isFindable: isKnown ? true : null,
        })),
      ];
    },
    follow: (account) => {
      const { accountId, number } = account;
      const present = { accountId, isFindable: isFindable(account) };
      const before = followedSchema.safeParse(store.meta.get(followedName)).data;
      const isOther = before?.accountId !== accountId || before.isFindable !== present.isFindable;
      const chosen = chosenUsername();
      const former = usernameRows(accountId).filter(
        ({ value }) => chosen !== undefined && value !== chosen,
      );
      if (!isOther && former.length === 0) return;
      store.transaction(() => {
        for (const row of former) store.keyLabels.remove(row);
        if (!isOther) return;
        store.meta.set(followedName, present);
        const row = store.keyLabels.get({ accountId, kind: 'number', value: number });
        if (row && row.state !== 'contradicts') store.keyLabels.save({ ...row, doubtedAt: null });
      });
    },
  };
};
