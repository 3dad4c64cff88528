import { copyFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  emptySettingsFile,
  readSettingsFile,
  type SettingsFile,
  strictSettingsFile,
} from '../../../contract/settings/file.ts';
import { fileStamp, readIfThere } from '../system/files.ts';

export const settingsName = 'settings';

export interface LoadedSettings {
  readonly file: SettingsFile;
  /** Whether it has to be written back: it came from an older version, or stands in for one kept aside. */
  readonly write: boolean;
}

const parseJson = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
};

/**
 * Reads `settings.json` below `folder`. A file that cannot be understood is kept aside before it is replaced; one that
 * cannot even be read stays as it is, and nothing is written. In both cases the strictest values apply. Never throws.
 */
export const loadSettings = async (folder: string, now: number): Promise<LoadedSettings> => {
  const path = join(folder, `${settingsName}.json`);
  let bytes: Buffer | undefined;
  try {
    bytes = await readIfThere(path);
  } catch {
    return { file: strictSettingsFile(null, true), write: false };
  }
  if (bytes === undefined) return { file: emptySettingsFile(), write: false };
  const file = readSettingsFile(parseJson(bytes));
  if (!file) {
    const aside = `${settingsName}.unreadable-${fileStamp(now)}.json`;
    try {
      // A copy: until the strict values are on the disk, the next start has to find the file as unreadable as it is.
      await copyFile(path, join(folder, aside));
    } catch {
      return { file: strictSettingsFile(null, true), write: false };
    }
    return { file: strictSettingsFile(aside, false), write: true };
  }
  if (file.migratedFrom === null) return { file, write: false };
  try {
    const backup = `${settingsName}.version-${file.migratedFrom}-${fileStamp(now)}.json`;
    await copyFile(path, join(folder, backup));
  } catch {
    // Without its backup nothing is written over the old shape; the next start tries again.
    return { file: { ...file, readOnly: true }, write: false };
  }
  return { file, write: true };
};

/** Removes every copy of `settings.json` below `folder`: unreadable ones, those of older versions, those that a crash left half written. */
export const removeSettingsCopies = async (folder: string): Promise<void> => {
  const isCopy = (name: string): boolean =>
    /^settings\.(?:(?:unreadable|version-\d+)-\d{8}-\d{6}\.json|json\..*tmp.*)$/.test(name);
  for (const name of await readdir(folder))
    if (isCopy(name)) await rm(join(folder, name), { force: true });
};
