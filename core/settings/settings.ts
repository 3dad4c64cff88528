import { CodedError, type ErrorBody, isCodedError } from '../../contract/errors/coded-error.ts';
import type { AccountSettingsState, ChatRows } from '../../contract/ipc/account-settings.ts';
import { beforeNewest, setAgain } from '../../contract/settings/registers/effective.ts';
import {
  chatRegister,
  chatRows,
  type RegisterRules,
  rulesOf,
} from '../../contract/settings/registers/rules.ts';
import { writeId } from '../../contract/settings/registers/write.ts';
import {
  type SettingKey,
  type SettingValue,
  type SettingValues,
  settingKeysOf,
  settingsTable,
} from '../../contract/settings/registry.ts';
import type { SettingRow } from '../../contract/settings/row.ts';
import { defaultSettings, parseSetting } from '../../contract/settings/values.ts';
import type { Account } from '../account/account.ts';
import { attempt, type Context } from '../context.ts';
import type { MessengerHandlers } from '../events.ts';
import type { MetaRepository } from '../store/types/meta.ts';
import { explainRow, loadHere, saveHere, stricterHere } from './explain.ts';
import { outliving } from './outliving.ts';
import { takeFloor } from './register-state.ts';
import type { Registers } from './registers.ts';
import { toAccountRows } from './rows.ts';

const removedMark = 'settings.removed';
const keys = settingKeysOf('account');
const findable = 'privacy.findableByNumber';

/** Settings that belong to the account. */
export interface AccountSettings {
  readonly handlers: MessengerHandlers['accountSettings'];
  /** What is in force on this device. */
  readonly values: () => SettingValues;
  /** What is in force in the chat with an account. */
  readonly inChat: <K extends SettingKey>(accountId: string, key: K) => SettingValue<K>;
  /** There is an account; takes over what registration or the server said. */
  readonly accountCame: (ready: {
    readonly accountId: string;
    readonly deviceId: number;
    readonly findableByNumber: boolean;
  }) => void;
  /** The server knows the account no more: clears where a row asks for it, but for what stands as strict as in doubt. */
  readonly accountLost: () => void;
  /** What stands changed, or where: shown values are worked out anew and told. */
  readonly refresh: () => void;
}

/** Remembers in a new database that an account was removed, until there is another. */
export const markAccountRemoved = (meta: MetaRepository): void => meta.set(removedMark, true);

const ifOffline = (error: unknown): void => {
  if (!isCodedError(error) || error.code !== 'offline') throw error;
};

/** Settings over the account's registers; what cannot be read there counts as the value that shares least. */
export const createAccountSettings = (
  context: Context,
  options: {
    readonly account: Pick<Account, 'setFindable' | 'ready'>;
    readonly registers: Registers;
    /** What is wrong with the way to the server, for the person. */
    readonly problem: () => ErrorBody | null;
  },
): AccountSettings => {
  const { store } = context;
  const { meta } = store;
  const { account, registers } = options;
  const isRemoved = (): boolean => meta.get(removedMark) === true;
  // Versions of before kept it without the note, and the note can be lost without it.
  const kept = loadHere(registers, meta);
  if (Object.keys(kept).some((key) => !registers.state().here?.includes(key)))
    store.transaction(() => saveHere(registers, meta, kept));

  const read = (): SettingValues => {
    const rows = keys.map((key) => [key, explainRow(registers, meta, key).value] as const);
    const values = { ...defaultSettings(), ...Object.fromEntries(rows) };
    // What the server itself says of it: nobody is found by their number while it says no.
    const told = account.ready()?.findableByNumber ?? true;
    return { ...values, [findable]: values[findable] && told };
  };
  let values = read();

  const shown = (): AccountSettingsState => {
    const removed = isRemoved();
    const present = removed ? keys.filter((key) => registers.register(key).length > 0) : keys;
    return { values: Object.fromEntries(present.map((key) => [key, values[key]])), removed };
  };
  const rows = () => toAccountRows(context, registers, options.problem());
  const refresh = (): AccountSettingsState => {
    values = read();
    const now = shown();
    context.emit('accountSettings.changed', { ...now, rows: rows() });
    return now;
  };

  /** The row that is to change. Without an account there is nobody whose choice it would be; offline there is. */
  const rowOf = (key: SettingKey): SettingRow => {
    if (!account.ready()) throw new CodedError('not_registered');
    if (!keys.includes(key)) throw new CodedError('ipc_bad_input');
    return settingsTable[key];
  };
  const setRow = async (
    key: SettingKey,
    value: unknown,
    end: { readonly at: number; readonly back?: unknown } | null = null,
  ): Promise<AccountSettingsState> => {
    const parsed = parseSetting(key, value);
    if (parsed === undefined || (end !== null && !rowOf(key).temporary))
      throw new CodedError('ipc_bad_input');
    // The server decides by its own record: what opens it, it must know first.
    if (key === findable && parsed === true) await account.setFindable(true);
    await registers.set(key, parsed, end ? { until: end.at, back: end.back } : {});
    // What closes it is kept without it, and told as soon as that can be.
    if (key === findable && parsed === false) await account.setFindable(false).catch(ifOffline);
    return shown();
  };
  const rulesOfRow = (key: SettingKey): RegisterRules => {
    const rules = rulesOf(key);
    if (!rules) throw new TypeError(`${key} is no row of the account`);
    return rules;
  };

  const ofChat = (accountId: string): ChatRows => ({
    rows: Object.fromEntries(
      chatRows.map((key) => {
        const { value, because } = explainRow(registers, meta, key, accountId);
        const kept = registers.value(chatRegister(accountId, key));
        return [
          key,
          { value: value === true, because, ofChat: typeof kept === 'boolean' ? kept : null },
        ];
      }),
    ),
  });

  registers.onChanged(() => attempt(context, 'settings', refresh));

  return {
    handlers: {
      get: async () => shown(),
      rows: async () => rows(),
      set: async ({ key, value, until }) => {
        rowOf(key);
        return setRow(key, value, until == null ? null : { at: until });
      },
      setHere: async ({ key, value }) => {
        const parsed = value === null ? null : parseSetting(key, value);
        if (!rowOf(key).overridable || parsed === undefined) throw new CodedError('ipc_bad_input');
        const { [key]: _, ...others } = loadHere(registers, meta);
        const here = parsed === null ? others : { ...others, [key]: parsed };
        store.transaction(() => saveHere(registers, meta, here));
        registers.tell(new Set([key]));
        return shown();
      },
      undo: async ({ key }) => {
        rowOf(key);
        const present = registers.effective(key);
        if (!present || present.heads.length === 0) throw new CodedError('not_found');
        // Which of them is to be undone is not said.
        if (present.conflict) throw new CodedError('bad_request');
        if (present.until) return setRow(key, present.until.back);
        const [rules, clocks] = [rulesOfRow(key), registers.clocks()];
        const former = beforeNewest(rules, registers.register(key), clocks);
        return setRow(key, former.value, former.until);
      },
      resolve: async ({ key, write }) => {
        rowOf(key);
        const heads = registers.effective(key)?.heads ?? [];
        const picked = heads.find((head) => writeId(head) === write);
        if (!picked) throw new CodedError('not_found');
        const { value, until } = setAgain(rulesOfRow(key), picked, registers.clocks());
        return setRow(key, value, until);
      },
      readBegan: async () => {
        registers.saveState({ beganStrictest: false });
        return refresh();
      },
      chat: async ({ accountId }) => ofChat(accountId),
      setForChat: async ({ accountId, key, value, until }) => {
        if (!rowOf(key).perChat) throw new CodedError('ipc_bad_input');
        await registers.set(chatRegister(accountId, key), value, { until: until ?? null });
        return ofChat(accountId);
      },
    },
    values: () => values,
    inChat: (accountId, key) => explainRow(registers, meta, key, accountId).value,
    accountCame: ({ accountId, deviceId, findableByNumber }) => {
      const { accountId: known, unknown, manifest } = registers.state();
      const isNew = known !== accountId;
      // A device that was linked waits for what the account has; until then it shares least.
      const isLinked = isNew && deviceId !== 1;
      const written = store.transaction(() => {
        meta.remove(removedMark);
        const floor = takeFloor(meta, accountId);
        if (isNew)
          registers.saveState({
            accountId,
            manifest: floor,
            syncedAt: null,
            unknown: unknown || isLinked,
          });
        // It was here before, and others went on meanwhile.
        else if (floor && floor.version > (manifest?.version ?? 0))
          registers.saveState({ manifest: floor, unknown: true });
        // What was answered to make the account stands there as a choice. Of one that was here before, nobody but the person chooses.
        return isNew && !isLinked
          ? registers.write([{ key: findable, value: findableByNumber }])
          : null;
      });
      if (written) registers.committed(written);
      else refresh();
    },
    accountLost: () => {
      if (isRemoved()) return;
      const written = store.transaction(() => {
        markAccountRemoved(meta);
        saveHere(registers, meta, stricterHere(loadHere(registers, meta)));
        return registers.reset(outliving(registers));
      });
      registers.committed(written);
    },
    refresh: () => void refresh(),
  };
};
