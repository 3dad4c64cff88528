import { describe, expect, it } from 'vitest';
import { createKeyring, type SafeStorageSurface } from './keyring.ts';
import { fromKeyringSecret, toKeyringSecret } from './keyring-secret.ts';

const seal = (mark: string, text: string) => Buffer.from(mark + [...text].reverse().join(''));
const open = (wrapped: Buffer) => [...wrapped.toString().slice(3)].reverse().join('');
const fail = (): never => {
  throw new Error('not this branch');
};

/** As Electron 25 has it: synchronous, and silent on what the backend is called. */
const synchronous = (mark = 'v11', available = true): SafeStorageSurface => ({
  isEncryptionAvailable: () => available,
  encryptString: (text) => seal(mark, text),
  decryptString: open,
});
/** As newer ones have it: both kinds are there, only the asynchronous is to be used. */
const asynchronous = (backend: string, mark = 'v11', available = true): SafeStorageSurface => ({
  isEncryptionAvailable: fail,
  encryptString: fail,
  decryptString: fail,
  getSelectedStorageBackend: () => backend,
  isAsyncEncryptionAvailable: async () => available,
  encryptStringAsync: async (text) => seal(mark, text),
  decryptStringAsync: async (wrapped) => ({ result: open(wrapped) }),
});

describe.each([
  ['synchronous calls', synchronous()],
  ['asynchronous calls', asynchronous('gnome_libsecret')],
])('a keyring over %s', (_name, surface) => {
  it('wraps and unwraps', async () => {
    const keyring = createKeyring(surface, 'linux');
    expect((await keyring.probe()).available).toBe(true);
    const wrapped = await keyring.wrap('secret');
    expect(Buffer.from(wrapped).toString()).not.toContain('secret');
    expect(await keyring.unwrap(wrapped)).toBe('secret');
  });
});

describe('no keyring', () => {
  it('is what the system says', async () => {
    expect((await createKeyring(synchronous('v11', false), 'linux').probe()).available).toBe(false);
    const none = asynchronous('gnome_libsecret', 'v11', false);
    expect((await createKeyring(none, 'linux').probe()).available).toBe(false);
  });

  it('is also a backend that only scrambles', async () => {
    for (const backend of ['basic_text', 'unknown'])
      expect(await createKeyring(asynchronous(backend), 'linux').probe()).toEqual({
        available: false,
        backend,
      });
  });

  it('shows in the mark on what was encrypted with a password that everybody knows', async () => {
    for (const surface of [synchronous('v10'), asynchronous('kwallet6', 'v10')])
      await expect(createKeyring(surface, 'linux').wrap('secret')).rejects.toThrow();
    // Elsewhere the same mark stands for the real thing.
    await expect(createKeyring(synchronous('v10'), 'darwin').wrap('secret')).resolves.toBeDefined();
  });

  it('is a system that throws when it is asked', async () => {
    const broken = { ...synchronous(), isEncryptionAvailable: fail };
    expect(await createKeyring(broken, 'darwin').probe()).toEqual({
      available: false,
      backend: null,
    });
  });
});

describe('the secret', () => {
  it('comes back as the same key, and garbage does not come back as one', () => {
    const key = Uint8Array.from({ length: 32 }, (_, index) => index);
    expect(fromKeyringSecret(toKeyringSecret(key))).toEqual(key);
    for (const garbage of ['', 'x', toKeyringSecret(key.slice(1)), toKeyringSecret(key).slice(1)])
      expect(fromKeyringSecret(garbage)).toBeUndefined();
  });
});
