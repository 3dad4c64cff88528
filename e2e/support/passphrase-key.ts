import { createDecipheriv } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { argon2id } from 'hash-wasm';

interface VaultFile {
  readonly kdf: {
    readonly name: string;
    readonly memoryKib: number;
    readonly iterations: number;
    readonly parallelism: number;
    readonly salt: string;
  };
  readonly nonce: string;
  readonly wrapped: string;
}

/** The database key of a profile, opened from its file as the decision record tells it. Throws for another passphrase. */
export const keyUnder = async (profileFolder: string, passphrase: string): Promise<Buffer> => {
  const file = JSON.parse(await readFile(join(profileFolder, 'vault.json'), 'utf8')) as VaultFile;
  const { name, memoryKib, iterations, parallelism, salt } = file.kdf;
  const wrappingKey = await argon2id({
    password: passphrase,
    salt: Buffer.from(salt, 'base64'),
    memorySize: memoryKib,
    iterations,
    parallelism,
    hashLength: 32,
    outputType: 'binary',
  });
  const sealed = Buffer.from(file.wrapped, 'base64');
  const open = createDecipheriv('aes-256-gcm', wrappingKey, Buffer.from(file.nonce, 'base64'));
  open.setAAD(
    Buffer.from(['bisik-vault-1', name, memoryKib, iterations, parallelism, salt].join(' ')),
  );
  open.setAuthTag(sealed.subarray(32));
  return Buffer.concat([open.update(sealed.subarray(0, 32)), open.final()]);
};
