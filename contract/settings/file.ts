import * as z from 'zod/mini';
import { migrateSettings, settingsSchemaVersion } from './migrations/run.ts';
import {
  isClearedWithAccount,
  isSettingKey,
  type SettingKey,
  type SettingValues,
  settingsTable,
} from './registry.ts';
import { parseSetting, parseSettings, strictestSettings } from './values.ts';

/** A settings file as this program reads it. */
export interface SettingsFile {
  readonly values: SettingValues;
  /** Keys that the file names; the others stand at their default, or at the strictest in a newer file. */
  readonly stored: readonly SettingKey[];
  /** Entries of `values` that this version does not know, written back as they are. */
  readonly unknown: Readonly<Record<string, unknown>>;
  /** Name of an unreadable file that was kept aside and that the person has not been told of in an earlier run. */
  readonly keptAside: string | null;
  /** Written by a newer program: never to be written. */
  readonly readOnly: boolean;
  /** The version to keep a copy of before anything is written; null when the file is of this version. */
  readonly migratedFrom: number | null;
}

const currentSchema = z.looseObject({
  schemaVersion: z.int(),
  values: z.record(z.string(), z.unknown()),
  keptAside: z.optional(z.string().check(z.maxLength(200))),
});

/** Absent keys of a newer file may have gone to another name: what shares stands at the strictest. */
const strictWhereAbsent = (values: SettingValues, stored: readonly SettingKey[]): SettingValues => {
  const strictest: Record<string, unknown> = strictestSettings();
  const kept = stored.map((key) => [key, values[key]]);
  return { ...strictest, ...Object.fromEntries(kept) } as unknown as SettingValues;
};

/**
 * Reads what a settings file holds, already parsed as JSON. `undefined` when it is no settings file at all; then it is to
 * be kept aside and the strictest values apply. Never throws.
 */
export const readSettingsFile = (json: unknown): SettingsFile | undefined => {
  const migrated = migrateSettings(json);
  if (migrated.kind === 'invalid') return undefined;
  const parsed = currentSchema.safeParse(migrated.record);
  if (!parsed.success && migrated.kind !== 'newer') return undefined;
  const record = parsed.success ? parsed.data.values : {};
  const { values, unknown } = parseSettings(record);
  const stored = Object.keys(record).filter(isSettingKey);
  const newer = migrated.kind === 'newer';
  return {
    values: newer ? strictWhereAbsent(values, stored) : values,
    stored,
    unknown,
    keptAside: (parsed.success ? parsed.data.keptAside : undefined) ?? null,
    readOnly: newer,
    migratedFrom: migrated.kind === 'migrated' ? migrated.from : null,
  };
};

/** What to write: this version's shape with the keys that were ever stored. */
export const toSettingsRecord = (file: SettingsFile): Record<string, unknown> => ({
  schemaVersion: settingsSchemaVersion,
  ...(file.keptAside === null ? {} : { keptAside: file.keptAside }),
  values: {
    ...file.unknown,
    ...Object.fromEntries(file.stored.map((key) => [key, file.values[key]])),
  },
});

/** What stands when there was no file. */
export const emptySettingsFile = (): SettingsFile => ({
  values: parseSettings({}).values,
  stored: [],
  unknown: {},
  keptAside: null,
  readOnly: false,
  migratedFrom: null,
});

/** What stands when the file could not be read: everything that shares at its strictest, and written so. */
export const strictSettingsFile = (keptAside: string | null, readOnly: boolean): SettingsFile => {
  const values = strictestSettings();
  return {
    ...emptySettingsFile(),
    values,
    stored: (Object.keys(values) as SettingKey[]).filter((key) => 'lattice' in settingsTable[key]),
    keptAside,
    readOnly,
  };
};

/** The file with one value set; `undefined` when the row does not allow it. */
export const withSetting = (
  file: SettingsFile,
  key: SettingKey,
  value: unknown,
): SettingsFile | undefined => {
  const parsed = parseSetting(key, value);
  if (parsed === undefined) return undefined;
  return {
    ...file,
    values: { ...file.values, [key]: parsed },
    stored: file.stored.includes(key) ? file.stored : [...file.stored, key],
  };
};

/** The file without what a removed account leaves behind, and without the name of a copy, since copies go with it. */
export const withoutAccount = (file: SettingsFile): SettingsFile => {
  const stored = file.stored.filter((key) => !isClearedWithAccount(key));
  const kept = Object.fromEntries(stored.map((key) => [key, file.values[key]]));
  return { ...file, values: parseSettings(kept).values, stored, keptAside: null };
};
