import type { ErrorBody } from '../../contract/errors/coded-error.ts';
import type {
  AccountRows,
  SettingRowState,
  SettingWrite,
} from '../../contract/ipc/account-settings.ts';
import { type RegisterWrite, writeId } from '../../contract/settings/registers/write.ts';
import { type SettingKey, settingKeysOf } from '../../contract/settings/registry.ts';
import type { Context } from '../context.ts';
import { explainRow } from './explain.ts';
import type { Registers } from './registers.ts';

const toShown = (write: RegisterWrite, replica: string): SettingWrite => ({
  write: writeId(write),
  device: write.device,
  thisDevice: write.replica === replica,
  at: write.at,
  value: write.value,
  until: write.end?.at ?? null,
});

const toRow = (
  { store }: Context,
  registers: Registers,
  key: SettingKey,
  waiting: ReadonlySet<string>,
): SettingRowState => {
  const { value, because, account } = explainRow(registers, store.meta, key);
  const { replica, syncedAt } = registers.state();
  const history = registers.register(key).map((write) => toShown(write, replica));
  const [newest] = history;
  const isHere = because === 'device_override';
  const isThere = !waiting.has(key) && syncedAt !== null;
  return {
    place: isHere ? 'device' : isThere ? 'synced' : 'waiting',
    set: newest ? { device: newest.device, thisDevice: newest.thisDevice, at: newest.at } : null,
    until: account.until,
    ofAccount: isHere ? { value: account.value } : null,
    conflict: account.conflict ? account.heads.map((head) => toShown(head, replica)) : null,
    value,
    because,
    history,
  };
};

/** Where each account-scope row stands. */
export const toAccountRows = (
  context: Context,
  registers: Registers,
  problem: ErrorBody | null,
): AccountRows => {
  const waiting = new Set(context.store.registers.waiting());
  const { syncedAt, beganStrictest } = registers.state();
  return {
    rows: Object.fromEntries(
      settingKeysOf('account').map((key) => [key, toRow(context, registers, key, waiting)]),
    ),
    sync: { syncedAt, problem, beganStrictest },
  };
};
