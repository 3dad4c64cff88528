import type { Account } from '../account/account.ts';
import { attempt, type Context } from '../context.ts';
import type { SyncIn, SyncOut } from '../sync/types.ts';
import { createEnds } from './ends.ts';
import { createFindable } from './findable.ts';
import { createRegistersIn } from './heard.ts';
import { createManifestSync } from './manifest.ts';
import { createRegisters, type Registers } from './registers.ts';
import { type AccountSettings, createAccountSettings } from './settings.ts';

/** The account's settings and what else its devices share, kept the same on all of them. */
export interface SyncedSettings {
  readonly registers: Registers;
  readonly settings: AccountSettings;
  readonly sync: SyncIn;
  /** Resolves once the server and this device have the same. Rejects as `Api` does. */
  readonly bringNow: () => Promise<void>;
  /** The account has another sync key: what is here goes to the server under it. Inside a transaction. */
  readonly reseal: () => void;
  /** Connected, and the server told its time. */
  readonly onUp: () => void;
  readonly close: () => void;
}

/** Puts registers, their way to the server and the settings over them together. */
export const createSyncedSettings = (
  context: Context,
  options: {
    readonly account: Account;
    readonly isUp: () => boolean;
    readonly deviceName: () => string;
    readonly syncOut: () => SyncOut | null;
  },
): SyncedSettings => {
  const { account } = options;
  const registers = createRegisters(context, options);
  const manifest = createManifestSync(context, {
    account,
    registers,
    isUp: options.isUp,
    onTold: () => settings.refresh(),
  });
  const settings = createAccountSettings(context, {
    account,
    registers,
    problem: manifest.problem,
  });
  // Whatever was written, here or by another part, is brought to the server.
  const stopBringing = registers.onChanged(() => {
    if (context.store.registers.waiting().length > 0) manifest.lookSoon();
  });
  const findable = createFindable(context, registers, account);
  const ends = createEnds(context, registers);
  return {
    registers,
    settings,
    sync: createRegistersIn(context, registers, {
      look: manifest.lookSoon,
      syncOut: options.syncOut,
    }),
    bringNow: manifest.lookNow,
    reseal: manifest.reseal,
    onUp: () =>
      attempt(context, 'settings', () => {
        ends.look();
        findable.look();
        manifest.onUp();
      }),
    close: () => {
      stopBringing();
      findable.close();
      ends.close();
      manifest.close();
    },
  };
};
