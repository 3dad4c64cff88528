import { argon2id } from 'hash-wasm';
import type { Argon2Parameters } from './vault-file.ts';

/** Argon2id, 32 bytes (RFC 9106). Blocks its thread for some hundred milliseconds. */
export const deriveWithArgon2 = (
  passphrase: string,
  { salt, memoryKib, iterations, parallelism }: Argon2Parameters,
): Promise<Uint8Array> =>
  argon2id({
    password: passphrase,
    salt: Buffer.from(salt, 'base64'),
    memorySize: memoryKib,
    iterations,
    parallelism,
    hashLength: 32,
    outputType: 'binary',
  });
