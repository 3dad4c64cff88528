import { sha256 } from '@noble/hashes/sha2.js';
import * as z from 'zod/mini';
import {
  accountIdSchema,
  base64Schema,
  bytesSchema,
  deviceIdSchema,
  displayNameSchema,
  phoneNumberSchema,
  tokenSchema,
  uuidSchema,
} from '../ids.ts';
import { prefixedBytes } from '../utf8.ts';
import { type LinkingCode, linkingCodeBytes } from './code.ts';

/** History that goes along, through the chunk store of the server. */
const provisionedHistorySchema = z.object({
  transferId: uuidSchema,
  /** AES-256, made for this transfer alone. */
  key: bytesSchema(32),
  /** The largest `order` of a message on the sending device when it answered. */
  maxOrder: z.int().check(z.minimum(0), z.maximum(2 ** 48)),
});
export type ProvisionedHistory = z.infer<typeof provisionedHistorySchema>;

/** A version of the account's manifest, and the SHA-256 of its ciphertext in hex. */
export const seenManifestSchema = z.object({
  version: z.int().check(z.minimum(1)),
  hash: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
});
export type SeenManifest = z.infer<typeof seenManifestSchema>;

/** Far more than an account has devices in its time; the newest stay. */
export const mostSigningKeys = 128;

/** What a linked device hands a new one; end-to-end encrypted to the key in the code. */
export const provisionSchema = z.object({
  v: z.literal(1),
  accountId: accountIdSchema,
  number: phoneNumberSchema,
  /** The person's own name. */
  name: displayNameSchema,
  /** libsignal's serialised IdentityKeyPair: this message is the only place where the private key leaves a device. */
  identityKeyPair: base64Schema(128),
  /** 32 bytes: what the devices of the account seal for each other is under it. */
  syncKey: bytesSchema(32),
  /** Adds one device to the account. */
  ticket: tokenSchema,
  /** The device that answers. */
  deviceId: deviceIdSchema,
  /** Null: the new device starts empty. */
  history: z.nullable(provisionedHistorySchema),
  /** The highest version of the account's manifest that the device which answers has authenticated; an older one is not to be believed. */
  manifest: z.optional(z.nullable(seenManifestSchema)),
  /**
   * Signing keys of the account's devices, by number, those that are no more included: what they signed about data sharing stays
   * signed.
   */
  signingKeys: z.optional(
    z.array(z.tuple([deviceIdSchema, bytesSchema(32)])).check(z.maxLength(mostSigningKeys)),
  ),
});
export type Provision = z.infer<typeof provisionSchema>;

/** HPKE's `info` of the provisioning message. */
export const provisionInfo = 'bisik-link-v1';

/** SHA-256 over everything in the code, its secret included: what the sealed message is bound to. */
export const provisionBinding = (code: LinkingCode): Uint8Array<ArrayBuffer> =>
  new Uint8Array(sha256(prefixedBytes('bisik-link-bound-v1', linkingCodeBytes(code))));

/**
 * Eight digits as `1234 5678` that both screens show: the first five bytes of SHA-256 over code, account id and identity key (33
 * bytes), modulo a hundred million. They differ when the new app joins another account than the one whose device read its code.
 */
export const linkComparison = (
  code: LinkingCode,
  accountId: string,
  identityKey: Uint8Array,
): string => {
  const about = sha256
    .create()
    .update(prefixedBytes('bisik-link-compare-v1', sha256(linkingCodeBytes(code))))
    .update(prefixedBytes(accountId, identityKey))
    .digest();
  let value = 0;
  for (const byte of about.subarray(0, 5)) value = value * 256 + byte;
  const digits = String(value % 100_000_000).padStart(8, '0');
  return `${digits.slice(0, 4)} ${digits.slice(4)}`;
};
