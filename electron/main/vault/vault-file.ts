import * as z from 'zod/mini';
import { base64Schema } from '../../../contract/ids.ts';

/** Argon2id (RFC 9106) parameters; never weaker than what `newPassphraseParameters` asks for. */
const argon2Schema = z.object({
  name: z.literal('argon2id'),
  memoryKib: z.int().check(z.minimum(65_536), z.maximum(1_048_576)),
  iterations: z.int().check(z.minimum(3), z.maximum(16)),
  parallelism: z.int().check(z.minimum(1), z.maximum(4)),
  salt: base64Schema(32),
});
export type Argon2Parameters = z.infer<typeof argon2Schema>;

const vaultFileSchema = z.discriminatedUnion('protection', [
  z.object({
    version: z.literal(1),
    protection: z.literal('keyring'),
    wrapped: base64Schema(4096),
  }),
  z.object({
    version: z.literal(1),
    protection: z.literal('passphrase'),
    kdf: argon2Schema,
    nonce: base64Schema(12),
    wrapped: base64Schema(48),
  }),
]);
/** `vault.json`: the database key, wrapped. */
export type VaultFile = z.infer<typeof vaultFileSchema>;

/** The file's content; `undefined` when it is not one that this program can read. */
export const parseVaultFile = (bytes: Uint8Array): VaultFile | undefined => {
  try {
    const parsed = vaultFileSchema.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
};

export const formatVaultFile = (file: VaultFile): string => `${JSON.stringify(file, null, 2)}\n`;
