import { timingSafeEqual } from 'node:crypto';
import { CodedError } from '../../../contract/errors/coded-error.ts';
import type { Emit, Handlers } from '../../../contract/ipc/define.ts';
import type { VaultState, vaultDomain } from '../../../contract/ipc/shell.ts';
import type { Keyring } from './keyring.ts';
import { fromKeyringSecret, toKeyringSecret } from './keyring-secret.ts';
import {
  type DeriveKey,
  type PassphraseFile,
  toPassphrase,
  unwrapWithPassphrase,
  wrapWithPassphrase,
} from './passphrase.ts';
import type { VaultFile } from './vault-file.ts';
import type { VaultFolder } from './vault-folder.ts';

export interface Vault {
  readonly handlers: Handlers<typeof vaultDomain>;
  readonly state: () => VaultState;
  /** Finds out where things stand; makes a key under the keyring for a profile that has neither key nor database. */
  readonly open: () => Promise<VaultState>;
  /** A copy of the database key, for the caller to wipe; only in `ready`, else rejects with `vault_unavailable`. */
  readonly key: () => Promise<Uint8Array>;
  readonly onReady: (listener: () => void) => () => void;
  /** It was open, and the key is forgotten here: whoever holds it, or what it opened, must forget it, too. */
  readonly onLocked: (listener: () => void) => () => void;
  /** Wipes what is held. */
  readonly close: () => Promise<void>;
}

/** `file`: what the passphrase opens, as it was when it opened. None under a keyring. */
type Held = { key: Uint8Array; file: PassphraseFile | undefined };

/** The database key's keeper. Never stores it in the open, and never goes from the keyring to less by itself. */
export const createVault = (options: {
  folder: VaultFolder;
  keyring: Keyring;
  derive: DeriveKey;
  randomBytes: (length: number) => Uint8Array;
  now: () => number;
  emit: Emit<typeof vaultDomain>;
}): Vault => {
  const { folder, keyring, derive, randomBytes } = options;
  const whenReady = new Set<() => void>();
  const whenLocked = new Set<() => void>();
  let held: Held | undefined;
  let locked: PassphraseFile | undefined;
  let backend: string | null = null;
  let state: VaultState = { status: 'locked', protection: null, backend: null };

  const become = (
    status: VaultState['status'],
    protection: VaultState['protection'],
  ): VaultState => {
    const wasReady = state.status === 'ready';
    state = { status, protection, backend };
    options.emit('changed', state);
    const told = status === 'ready' ? whenReady : status === 'locked' && wasReady ? whenLocked : [];
    for (const listener of [...told]) listener();
    return state;
  };
  const forget = (): void => {
    held?.key.fill(0);
    held = undefined;
  };
  const hold = (key: Uint8Array, file?: PassphraseFile): VaultState => {
    forget();
    held = { key, file };
    locked = undefined;
    return become('ready', file ? 'passphrase' : 'keyring');
  };

  const createUnderKeyring = async (): Promise<VaultState> => {
    const key = randomBytes(32);
    let wrapped: Uint8Array;
    try {
      wrapped = await keyring.wrap(toKeyringSecret(key));
    } catch {
      key.fill(0);
      return become('choose', null);
    }
    // Before the first use: a database whose key is not on the disk is lost with the next power cut.
    await folder.write({
      version: 1,
      protection: 'keyring',
      wrapped: Buffer.from(wrapped).toString('base64'),
    });
    return hold(key);
  };

  const openWithKeyring = async (wrapped: string): Promise<Uint8Array | undefined> => {
    try {
      return fromKeyringSecret(await keyring.unwrap(Buffer.from(wrapped, 'base64')));
    } catch {
      return undefined;
    }
  };

  const evaluate = async (): Promise<VaultState> => {
    const [stored, hasDatabase] = await Promise.all([folder.read(), folder.hasDatabase()]);
    if (stored.kind === 'file' && stored.file.protection === 'passphrase') {
      locked = stored.file;
      return become('locked', 'passphrase');
    }
    if (stored.kind === 'file') {
      const probe = await keyring.probe();
      backend = probe.backend;
      const key = probe.available ? await openWithKeyring(stored.file.wrapped) : undefined;
      return key ? hold(key) : become('keyring_changed', 'keyring');
    }
    if (hasDatabase) return become('key_lost', null);
    // A key file that says nothing, and nothing that it could have opened: kept aside all the same.
    if (stored.kind === 'unreadable') await folder.setAside(options.now());
    const probe = await keyring.probe();
    backend = probe.backend;
    return probe.available ? await createUnderKeyring() : become('choose', null);
  };

  // Files that cannot be written or renamed now: nothing is lost, and asking for a passphrase instead would be less.
  const settle = (): Promise<VaultState> =>
    evaluate().catch(() => become('keyring_changed', 'keyring'));

  const key = async (): Promise<Uint8Array> => {
    if (state.status !== 'ready') throw new CodedError('vault_unavailable');
    if (held) {
      const copy = Uint8Array.from(held.key);
      // The keyring gives it again when the engine has to start again; a passphrase would have to be asked for.
      if (!held.file) forget();
      return copy;
    }
    const stored = await folder.read();
    if (stored.kind === 'file' && stored.file.protection === 'keyring') {
      const again = await openWithKeyring(stored.file.wrapped);
      if (again) return again;
    }
    become(stored.kind === 'file' ? 'keyring_changed' : 'key_lost', 'keyring');
    throw new CodedError('vault_unavailable');
  };

  // One at a time: two windows' clicks must not make two keys.
  let queue: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = queue.then(work);
    queue = turn.catch(() => {});
    return turn;
  };
  let deriving = false;
  /** In turn, one passphrase at a time: what is typed while another is tried is refused, and nothing piles up. */
  const derivingInTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    if (deriving) throw new CodedError('rate_limited');
    deriving = true;
    try {
      return await inTurn(work);
    } finally {
      deriving = false;
    }
  };
  const only = (...allowed: readonly VaultState['status'][]): void => {
    if (!allowed.includes(state.status)) throw new CodedError('bad_request');
  };

  /** What the passphrase opens, of a profile that is open under one. */
  const passphraseFile = async (): Promise<PassphraseFile> => {
    only('ready');
    if (!held?.file) throw new CodedError('bad_request');
    const stored = await folder.read();
    if (stored.kind !== 'file' || stored.file.protection !== 'passphrase')
      throw new CodedError('vault_file_other');
    return stored.file;
  };
  /** What went wrong can be what comes after the rename: the file says which passphrase is in force. */
  const put = async (file: VaultFile): Promise<void> => {
    try {
      await folder.write(file);
    } catch (error) {
      const stored = await folder.read();
      if (stored.kind !== 'file' || stored.file.wrapped !== file.wrapped)
        throw new CodedError('vault_not_saved', { cause: error });
    }
  };

  return {
    handlers: {
      get: async () => state,
      create: ({ passphrase }) =>
        derivingInTurn(async () => {
          only('choose');
          const chosen = toPassphrase(passphrase);
          const key = randomBytes(32);
          const file = await wrapWithPassphrase({ key, passphrase: chosen, randomBytes, derive });
          await put(file);
          return hold(key, file);
        }),
      unlock: ({ passphrase }) =>
        derivingInTurn(async () => {
          only('locked');
          if (!locked) throw new CodedError('vault_unavailable');
          const file = locked;
          return hold(await unwrapWithPassphrase({ file, passphrase, derive }), file);
        }),
      changePassphrase: ({ current, passphrase }) =>
        derivingInTurn(async () => {
          const file = await passphraseFile();
          const chosen = toPassphrase(passphrase);
          const key = await unwrapWithPassphrase({ file, passphrase: current, derive });
          try {
            // A file that was put in its place meanwhile must not be what the next start opens the database with.
            if (!held) throw new CodedError('vault_unavailable');
            if (!timingSafeEqual(key, held.key)) throw new CodedError('vault_file_other');
            const next = await wrapWithPassphrase({ key, passphrase: chosen, randomBytes, derive });
            await put(next);
            // It may have been locked meanwhile.
            if (held) held.file = next;
            else locked = next;
          } finally {
            key.fill(0);
          }
          return state;
        }),
      // Out of turn, and whatever became of the file: nothing stands between the wish to lock and the lock.
      lock: async () => {
        only('ready');
        if (!held?.file) throw new CodedError('bad_request');
        locked = held.file;
        forget();
        return become('locked', 'passphrase');
      },
      retry: () => inTurn(async () => (state.status === 'ready' ? state : await settle())),
      setAside: () =>
        inTurn(async () => {
          only('key_lost', 'keyring_changed');
          await folder.setAside(options.now());
          return await settle();
        }),
    },
    state: () => state,
    open: () => {
      const opened = inTurn(settle);
      void inTurn(() => folder.removeUnfinished()).catch(() => {});
      return opened;
    },
    key: () => inTurn(key),
    onReady: (listener) => {
      whenReady.add(listener);
      return () => void whenReady.delete(listener);
    },
    onLocked: (listener) => {
      whenLocked.add(listener);
      return () => void whenLocked.delete(listener);
    },
    close: async () => {
      await queue;
      forget();
    },
  };
};
