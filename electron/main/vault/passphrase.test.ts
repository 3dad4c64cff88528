import { randomBytes, scryptSync } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { deriveWithArgon2 } from './argon2.ts';
import { createArgon2Thread } from './argon2-thread.ts';
import {
  type DeriveKey,
  newPassphraseParameters,
  toPassphrase,
  unwrapWithPassphrase,
  wrapWithPassphrase,
} from './passphrase.ts';
import { formatVaultFile, parseVaultFile } from './vault-file.ts';

/** A quick stand-in where the derivation itself is not what is tested. */
const quick: DeriveKey = async (passphrase, { salt }) => scryptSync(passphrase, salt, 32, { N: 2 });
const key = () => Uint8Array.from({ length: 32 }, (_, index) => index * 7);
const wrap = () =>
  wrapWithPassphrase({ key: key(), passphrase: 'correct horse', randomBytes, derive: quick });

describe('a key under a passphrase', () => {
  it('opens with that passphrase only', async () => {
    const file = await wrap();
    const open = (passphrase: string) => unwrapWithPassphrase({ file, passphrase, derive: quick });
    expect(await open('correct horse')).toEqual(key());
    await expect(open('correct horsf')).rejects.toMatchObject({ code: 'passphrase_wrong' });
    await expect(open('')).rejects.toMatchObject({ code: 'passphrase_wrong' });
  });

  it('is the same passphrase however the letters were composed', async () => {
    const passphrase = toPassphrase('caf\u00e9 noir');
    const file = await wrapWithPassphrase({ key: key(), passphrase, randomBytes, derive: quick });
    expect(
      await unwrapWithPassphrase({ file, passphrase: 'cafe\u0301 noir', derive: quick }),
    ).toEqual(key());
  });

  it('does not open once anything in its file was changed', async () => {
    const file = await wrap();
    const flipped = Buffer.from(file.wrapped, 'base64');
    flipped[0] = (flipped[0] ?? 0) ^ 1;
    const changed = [
      { ...file, wrapped: flipped.toString('base64') },
      { ...file, nonce: Buffer.alloc(12).toString('base64') },
      { ...file, kdf: { ...file.kdf, iterations: 4 } },
    ];
    for (const one of changed)
      await expect(
        unwrapWithPassphrase({ file: one, passphrase: 'correct horse', derive: quick }),
      ).rejects.toMatchObject({ code: 'passphrase_wrong' });
  });

  it('never wraps two keys alike, and wipes what it derived', async () => {
    const derived: Uint8Array[] = [];
    const derive: DeriveKey = async (...given) => {
      const result = await quick(...given);
      derived.push(result);
      return result;
    };
    const options = { key: key(), passphrase: 'correct horse', randomBytes, derive };
    const [first, second] = [await wrapWithPassphrase(options), await wrapWithPassphrase(options)];
    expect(first.wrapped).not.toBe(second.wrapped);
    expect(first.kdf.salt).not.toBe(second.kdf.salt);
    for (const bytes of derived) expect(bytes.every((byte) => byte === 0)).toBe(true);
  });

  it('refuses a short one, counted in characters that a person sees', () => {
    expect(() => toPassphrase('1234567')).toThrow(
      expect.objectContaining({ code: 'passphrase_too_short' }),
    );
    expect(() => toPassphrase('🔑🔑🔑🔑')).toThrow();
    expect(toPassphrase('12345678')).toBe('12345678');
  });
});

describe('the file', () => {
  it('is read back, and refused when its parameters are weaker than ours or absurd', async () => {
    const file = await wrap();
    expect(parseVaultFile(Buffer.from(formatVaultFile(file)))).toEqual(file);
    const bad = [
      { ...file, kdf: { ...file.kdf, memoryKib: 1024 } },
      { ...file, kdf: { ...file.kdf, memoryKib: 1 << 24 } },
      { ...file, kdf: { ...file.kdf, iterations: 1 } },
      { ...file, version: 2 },
      { version: 1, protection: 'none', key: 'AAAA' },
      [],
    ];
    for (const one of bad) expect(parseVaultFile(Buffer.from(JSON.stringify(one)))).toBeUndefined();
    expect(parseVaultFile(Buffer.from('{"version":1'))).toBeUndefined();
  });
});

describe('Argon2id', () => {
  const parameters = newPassphraseParameters(Buffer.from('somesaltsomesalt'));

  it('has the strength that is promised', () => {
    expect(parameters).toMatchObject({ memoryKib: 65_536, iterations: 3, parallelism: 1 });
  });

  it('gives the same key in its worker, and another for another salt', async () => {
    const inWorker = createArgon2Thread(async () => ({
      source: `require('tsx/cjs'); require(${JSON.stringify(fileURLToPath(new URL('./argon2-worker.ts', import.meta.url)))})`,
      options: { eval: true },
    }));
    const here = await deriveWithArgon2('password', parameters);
    // Another implementation's digest (@noble/hashes) of the same.
    expect(Buffer.from(here).toString('hex')).toBe(
      '7664ad4ba1a3c999fcdd0991ffc2270f78302d2383233db5e7befc85d1bb1819',
    );
    expect(await inWorker('password', parameters)).toEqual(here);
    const other = { ...parameters, salt: Buffer.from('anothersalt12345').toString('base64') };
    expect(await deriveWithArgon2('password', other)).not.toEqual(here);
  });

  it('rejects when its worker cannot run', async () => {
    const broken = createArgon2Thread(async () => ({
      source: 'throw new Error("no")',
      options: { eval: true },
    }));
    await expect(broken('password', parameters)).rejects.toThrow('no');
  });
});
