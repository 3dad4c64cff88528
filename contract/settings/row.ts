import type * as z from 'zod/mini';
import type { Lattice } from './lattice.ts';

/** Where a setting leaves the device: not at all, encrypted to the person's own devices, or readable by the server. */
export type Leaves = 'never' | 'encrypted' | 'readable';
export type SettingScope = 'device' | 'account';
export type SettingSection = 'appearance' | 'chats' | 'notifications' | 'privacy' | 'system';

export interface SettingRow<T = unknown, S extends SettingScope = SettingScope> {
  readonly schema: z.ZodMiniType<T>;
  readonly default: T;
  /** Why the default is not the strictest value; in every row where it is not. */
  readonly defaultBecause?: string;
  /** `device`: electron-store behind main. `account`: the engine's database, cached for the offline start. */
  readonly scope: S;
  readonly leaves: Leaves;
  /**
   * `account_deleted`: gone, with every copy of it, once the account left this device. Where the account was not deleted here but
   * signed out, a value that stands as strict as in doubt stays for the next one: nobody but the person takes back a refusal.
   */
  readonly clearedOn: 'never' | 'account_deleted';
  readonly section: SettingSection;
  /** How its values are ordered by what they give away. Absent when they give nothing away. */
  readonly lattice?: Lattice<T>;
  /** What applies while the real value cannot be known, where that is not the lattice's strictest. */
  readonly inDoubt?: T;
  /** It may carry an end time, at which it goes back by itself. */
  readonly temporary: boolean;
  /** One device may be stricter than the account. */
  readonly overridable: boolean;
  /** One chat may have another value. */
  readonly perChat: boolean;
}

/** One row; leaving the device, end times and other values for a device or a chat are off unless written. */
export const settingRow = <T, S extends SettingScope>(row: {
  schema: z.ZodMiniType<T>;
  default: NoInfer<T>;
  defaultBecause?: string;
  scope: S;
  section: SettingSection;
  clearedOn: SettingRow['clearedOn'];
  leaves?: Leaves;
  lattice?: Lattice<NoInfer<T>>;
  inDoubt?: NoInfer<T>;
  temporary?: boolean;
  overridable?: boolean;
  perChat?: boolean;
}): SettingRow<T, S> => ({
  leaves: 'never',
  temporary: false,
  overridable: false,
  perChat: false,
  ...row,
});
