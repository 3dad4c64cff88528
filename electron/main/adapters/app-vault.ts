import { randomFillSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { safeStorage } from 'electron';
import type { Emit } from '../../../contract/ipc/define.ts';
import type { vaultDomain } from '../../../contract/ipc/shell.ts';
import { createArgon2Thread } from '../vault/argon2-thread.ts';
import { createKeyring } from '../vault/keyring.ts';
import { createVault, type Vault } from '../vault/vault.ts';
import { createVaultFolder } from '../vault/vault-folder.ts';

/** The vault over the system's keyring, which is asked for nothing before `mayProbe`. */
export const createAppVault = (options: {
  profile: string;
  /** The file of the thread that derives keys from passphrases. */
  argon2Worker: string;
  mayProbe: Promise<void>;
  now: () => number;
  emit: Emit<typeof vaultDomain>;
}): Vault => {
  const keyring = createKeyring(safeStorage, process.platform);
  return createVault({
    folder: createVaultFolder(options.profile),
    keyring: { ...keyring, probe: () => options.mayProbe.then(keyring.probe) },
    derive: createArgon2Thread(async () => ({
      source: await readFile(options.argon2Worker, 'utf8'),
      options: { eval: true },
    })),
    // Filled in place: nothing else holds what becomes a key.
    randomBytes: (length) => randomFillSync(new Uint8Array(length)),
    now: options.now,
    emit: options.emit,
  });
};
