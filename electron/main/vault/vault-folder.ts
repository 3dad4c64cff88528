import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileStamp, readIfThere, writeAtomically } from '../system/files.ts';
import { formatVaultFile, parseVaultFile, type VaultFile } from './vault-file.ts';

export type StoredVault =
  | { readonly kind: 'none' }
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'file'; readonly file: VaultFile };

/** The files of a profile that the vault cares for. */
export interface VaultFolder {
  readonly read: () => Promise<StoredVault>;
  /** On the disk when it resolves. */
  readonly write: (file: VaultFile) => Promise<void>;
  /** Whether there is a database with something in it. */
  readonly hasDatabase: () => Promise<boolean>;
  /** Removes what a write left that was cut off before its end: a key under a passphrase that was never in force. */
  readonly removeUnfinished: () => Promise<void>;
  /** Renames the key file and the database with its companions; nothing is deleted. */
  readonly setAside: (now: number) => Promise<void>;
}

const sizeOf = (file: string): Promise<number> =>
  stat(file).then(
    ({ size }) => size,
    () => 0,
  );

const renameIfThere = async (from: string, to: string): Promise<void> => {
  try {
    await rename(from, to);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
};

/** `vault.json` and `data/bisik.db` below the profile's folder. */
export const createVaultFolder = (profile: string): VaultFolder => {
  const vaultPath = join(profile, 'vault.json');
  const database = join(profile, 'data', 'bisik.db');
  return {
    read: async () => {
      let bytes: Buffer | undefined;
      try {
        bytes = await readIfThere(vaultPath);
      } catch {
        return { kind: 'unreadable' };
      }
      if (bytes === undefined) return { kind: 'none' };
      const file = parseVaultFile(bytes);
      return file ? { kind: 'file', file } : { kind: 'unreadable' };
    },
    write: (file) => writeAtomically(vaultPath, formatVaultFile(file)),
    hasDatabase: async () => (await sizeOf(database)) > 0 || (await sizeOf(`${database}-wal`)) > 0,
    removeUnfinished: async () => {
      const names = await readdir(profile).catch(() => []);
      for (const name of names)
        if (/^vault\.json\..+\.tmp$/.test(name)) await rm(join(profile, name), { force: true });
    },
    setAside: async (now) => {
      const stamp = fileStamp(now);
      // The companions keep their name's ending, so that the database opens again with all that it holds.
      const aside = join(profile, 'data', `bisik.aside-${stamp}.db`);
      await renameIfThere(`${database}-wal`, `${aside}-wal`);
      await rm(`${database}-shm`, { force: true });
      await renameIfThere(database, aside);
      await renameIfThere(vaultPath, join(profile, `vault.aside-${stamp}.json`));
    },
  };
};
