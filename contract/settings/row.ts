import type * as z from 'zod/mini';

/** Where a setting leaves the device: not at all, encrypted to the person's own devices, or readable by the server. */
export type Leaves = 'never' | 'encrypted' | 'readable';
export type SettingScope = 'device' | 'account';
export type SettingSection = 'appearance' | 'chats' | 'notifications' | 'privacy' | 'system';

export interface SettingRow<T = unknown, S extends SettingScope = SettingScope> {
  readonly schema: z.ZodMiniType<T>;
  readonly default: T;
  /** `device`: electron-store behind main. `account`: the engine's database, cached for the offline start. */
  readonly scope: S;
  readonly leaves: Leaves;
  /**
   * `account_deleted`: gone, with every copy of it, once the account left this device. Where the account was not deleted here but
   * signed out, a value that stands at `strictest` stays for the next one: nobody but the person takes back a refusal.
   */
  readonly clearedOn: 'never' | 'account_deleted';
  readonly section: SettingSection;
  /** The value that shares least; applies while the real one cannot be known. Absent when the setting shares nothing. */
  readonly strictest?: T;
}

/** One row; leaving the device is off unless written. */
export const settingRow = <T, S extends SettingScope>(row: {
  schema: z.ZodMiniType<T>;
  default: NoInfer<T>;
  scope: S;
  section: SettingSection;
  clearedOn: SettingRow['clearedOn'];
  leaves?: Leaves;
  strictest?: NoInfer<T>;
}): SettingRow<T, S> => ({ leaves: 'never', ...row });
