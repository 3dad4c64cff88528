import { bytesToHex } from '@noble/hashes/utils.js';
import { type Registers, writeRegisters } from '../../contract/settings/registers/codec.ts';
import { beginStrictest, takeOver } from '../../contract/settings/registers/first.ts';
import { loadAccount } from '../account/stored.ts';
import type { Context } from '../context.ts';
import type { Random } from '../platform/types.ts';
import type { MetaRepository } from '../store/types/meta.ts';
import { newRegisterState, type RegisterState, saveRegisterState } from './register-state.ts';

/** The record in which versions before registers kept the account's settings. */
const formerName = 'settings';

/** The name of an installation among those that write. */
export const newReplica = (random: Random): string => bytesToHex(random.bytes(8));

const formerRecord = (meta: MetaRepository): Readonly<Record<string, unknown>> => {
  const value = meta.get(formerName);
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
};

/**
 * The first start with registers. An account that was here before has its values taken over as they stand; nothing of it becomes
 * looser. Where damage took the account's rows along, what it had cannot be known, and it begins at its strictest.
 */
export const beginState = (
  { store, random, clock }: Pick<Context, 'store' | 'random' | 'clock'>,
  device: string,
): RegisterState => {
  const account = loadAccount(store.meta);
  const accountId = account.phase === 'ready' ? account.accountId : null;
  const author = { replica: newReplica(random), device, now: clock.now() };
  const former = formerRecord(store.meta);
  const lost =
    accountId !== null &&
    (store.registers.count() > 0 ||
      (store.state().state === 'salvaged' && Object.keys(former).length === 0));
  // The server's own record of it is what an account of before registers chose, where nothing says otherwise.
  const findable =
    account.phase === 'ready'
      ? { 'privacy.findableByNumber': !lost && account.findableByNumber }
      : {};
  const values: Registers = new Map([
    ...takeOver({ ...findable, ...(lost ? {} : former) }, author),
    ...(lost ? beginStrictest(author) : []),
  ]);
  return store.transaction(() => {
    for (const [key, register] of values)
      if (store.registers.get(key) === undefined)
        store.registers.put({ key, writes: writeRegisters(new Map([[key, register]])) });
    store.meta.remove(formerName);
    const state = {
      ...newRegisterState(author.replica),
      accountId,
      count: store.registers.count(),
      beganStrictest: lost,
    };
    saveRegisterState(store.meta, state);
    return state;
  });
};
