import { randomBytes, scryptSync } from 'node:crypto';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKeyring } from '../keyring.ts';
import type { DeriveKey } from '../passphrase.ts';
import { createVault, type Vault } from '../vault.ts';
import { createVaultFolder } from '../vault-folder.ts';

const keyringWith = (secret: number | undefined) =>
  createKeyring(
    {
      isEncryptionAvailable: () => secret !== undefined,
      encryptString: (text) => Buffer.from(Buffer.from(text).map((byte) => byte ^ (secret ?? 0))),
      decryptString: (wrapped) =>
        Buffer.from(wrapped.map((byte) => byte ^ (secret ?? 0))).toString(),
    },
    'darwin',
  );

/** A stand-in where the derivation itself is not what is tested. */
const quick: DeriveKey = async (passphrase, { salt }) => scryptSync(passphrase, salt, 32, { N: 2 });

/** A derivation that can be made to stop on its way: at the n-th from when it was asked for. */
export const heldDerivation = () => {
  let stopAt = 0;
  let reached = (): void => {};
  let open = (): void => {};
  const derive: DeriveKey = async (...given) => {
    if (stopAt > 0 && --stopAt === 0) {
      const opened = new Promise<void>((resolve) => {
        open = resolve;
      });
      reached();
      await opened;
    }
    return quick(...given);
  };
  const entered = (at: number) => {
    stopAt = at;
    return new Promise<void>((resolve) => {
      reached = resolve;
    });
  };
  return { derive, entered, open: () => open() };
};

/** An empty profile, the vaults that are opened over it one after another, and its files. The caller removes `profile`. */
export const createVaultWorld = async () => {
  const profile = await mkdtemp(join(tmpdir(), 'bisik-vault-'));
  const openVault = async (
    keyringSecret: number | undefined,
    folder = createVaultFolder(profile),
    derive = quick,
    listen: (vault: Vault) => void = () => {},
  ) => {
    const vault = createVault({
      folder,
      keyring: keyringWith(keyringSecret),
      derive,
      randomBytes: (length) => new Uint8Array(randomBytes(length)),
      now: () => Date.UTC(2026, 0, 2, 3, 4, 5),
      emit: () => {},
    });
    listen(vault);
    await vault.open();
    return { ...vault, calls: vault.handlers };
  };
  const writeDatabase = async (text = 'rows') => {
    await mkdir(join(profile, 'data'), { recursive: true });
    await writeFile(join(profile, 'data', 'bisik.db'), text);
    await writeFile(join(profile, 'data', 'bisik.db-wal'), `${text} in the log`);
  };
  const vaultJson = () => readFile(join(profile, 'vault.json'), 'utf8');
  return { profile, openVault, writeDatabase, vaultJson };
};
export type VaultWorld = Awaited<ReturnType<typeof createVaultWorld>>;
