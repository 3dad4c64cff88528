import { valuesInAnObject } from './0001-values-in-an-object.ts';
import type { SettingsRecord } from './record.ts';

/** Entry n takes the shape of version n to that of version n + 1. Pure; never edited once released. */
export const settingsMigrations: readonly ((old: SettingsRecord) => SettingsRecord)[] = [
  valuesInAnObject,
];

/** The version that this program writes. */
export const settingsSchemaVersion = settingsMigrations.length;

export type MigratedSettings =
  | {
      readonly kind: 'current' | 'migrated';
      readonly from: number;
      readonly record: SettingsRecord;
    }
  /** Written by a newer program: to be read with care, never to be written. */
  | { readonly kind: 'newer'; readonly from: number; readonly record: SettingsRecord }
  | { readonly kind: 'invalid' };

const isRecord = (value: unknown): value is SettingsRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Brings a parsed settings file to this program's version. A file without a version is of version 0. Never throws. */
export const migrateSettings = (
  stored: unknown,
  migrations: readonly ((old: SettingsRecord) => SettingsRecord)[] = settingsMigrations,
): MigratedSettings => {
  if (!isRecord(stored)) return { kind: 'invalid' };
  const version = Object.hasOwn(stored, 'schemaVersion') ? stored.schemaVersion : 0;
  if (typeof version !== 'number' || !Number.isSafeInteger(version) || version < 0)
    return { kind: 'invalid' };
  if (version > migrations.length) return { kind: 'newer', from: version, record: stored };
  let record = stored;
  for (const migrate of migrations.slice(version)) record = migrate(record);
  return { kind: version === migrations.length ? 'current' : 'migrated', from: version, record };
};
