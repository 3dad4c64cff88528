import { createCipheriv, createDecipheriv } from 'node:crypto';
import { CodedError } from '../../../contract/errors/coded-error.ts';
import { isLongPassphrase, normalPassphrase } from '../../../contract/passphrase.ts';
import type { Argon2Parameters, VaultFile } from './vault-file.ts';

/** Gives 32 bytes derived from a passphrase; the caller wipes them. */
export type DeriveKey = (passphrase: string, parameters: Argon2Parameters) => Promise<Uint8Array>;
export type PassphraseFile = Extract<VaultFile, { protection: 'passphrase' }>;

const keyBytes = 32;
const tagBytes = 16;

/** 64 MiB, three passes, one lane: the second recommended option of RFC 9106 with one lane. */
export const newPassphraseParameters = (salt: Uint8Array): Argon2Parameters => ({
  name: 'argon2id',
  memoryKib: 65_536,
  iterations: 3,
  parallelism: 1,
  salt: Buffer.from(salt).toString('base64'),
});

/** What was typed as a new passphrase, in its normal form. Throws `passphrase_too_short`. */
export const toPassphrase = (typed: string): string => {
  if (!isLongPassphrase(typed)) throw new CodedError('passphrase_too_short');
  return normalPassphrase(typed);
};

// Bound into the tag, so that nobody swaps the parameters under the wrapped key.
const associatedData = (kdf: Argon2Parameters): Buffer =>
  Buffer.from(
    ['bisik-vault-1', kdf.name, kdf.memoryKib, kdf.iterations, kdf.parallelism, kdf.salt].join(' '),
  );

/** Wraps a 32-byte key with AES-256-GCM under a key derived from the passphrase. */
export const wrapWithPassphrase = async (options: {
  key: Uint8Array;
  passphrase: string;
  randomBytes: (length: number) => Uint8Array;
  derive: DeriveKey;
}): Promise<PassphraseFile> => {
  const kdf = newPassphraseParameters(options.randomBytes(16));
  const nonce = options.randomBytes(12);
  const wrappingKey = await options.derive(options.passphrase, kdf);
  try {
    const cipher = createCipheriv('aes-256-gcm', wrappingKey, nonce);
    cipher.setAAD(associatedData(kdf));
    const sealed = Buffer.concat([cipher.update(options.key), cipher.final(), cipher.getAuthTag()]);
    return {
      version: 1,
      protection: 'passphrase',
      kdf,
      nonce: Buffer.from(nonce).toString('base64'),
      wrapped: sealed.toString('base64'),
    };
  } finally {
    wrappingKey.fill(0);
  }
};

/** Opens what `wrapWithPassphrase` made. Throws `passphrase_wrong`, also for a file that was tampered with. */
export const unwrapWithPassphrase = async (options: {
  file: PassphraseFile;
  passphrase: string;
  derive: DeriveKey;
}): Promise<Uint8Array> => {
  const { kdf, nonce, wrapped } = options.file;
  const sealed = Buffer.from(wrapped, 'base64');
  const wrappingKey = await options.derive(normalPassphrase(options.passphrase), kdf);
  try {
    const decipher = createDecipheriv('aes-256-gcm', wrappingKey, Buffer.from(nonce, 'base64'), {
      authTagLength: tagBytes,
    });
    decipher.setAAD(associatedData(kdf));
    decipher.setAuthTag(sealed.subarray(keyBytes));
    const opened = decipher.update(sealed.subarray(0, keyBytes));
    try {
      decipher.final();
    } catch (error) {
      opened.fill(0);
      throw error;
    }
    const key = Uint8Array.from(opened);
    opened.fill(0);
    return key;
  } catch (error) {
    throw new CodedError('passphrase_wrong', { cause: error });
  } finally {
    wrappingKey.fill(0);
  }
};
