import { sha256 } from '@noble/hashes/sha2.js';
import * as z from 'zod/mini';
import {
  accountIdSchema,
  base64Schema,
  deviceIdSchema,
  displayNameSchema,
  phoneNumberSchema,
  uuidSchema,
} from '../ids.ts';
import { prefixedBytes } from '../utf8.ts';
import { type LinkingCode, linkingCodeBytes } from './code.ts';

/** History that goes along, through the chunk store of the server. */
export const provisionedHistorySchema = z.object({
  transferId: uuidSchema,
  /** AES-256, made for this transfer alone. */
  key: base64Schema(32),
  /** The largest `order` of a message on the sending device when it answered. */
  maxOrder: z.int().check(z.minimum(0), z.maximum(2 ** 48)),
});
export type ProvisionedHistory = z.infer<typeof provisionedHistorySchema>;

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
  syncKey: base64Schema(32),
  /** Adds one device to the account. */
  ticket: z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/)),
  /** The device that answers. */
  deviceId: deviceIdSchema,
  /** Null: the new device starts empty. */
  history: z.nullable(provisionedHistorySchema),
});
export type Provision = z.infer<typeof provisionSchema>;

/** HPKE's `info` of the provisioning message. */
export const provisionInfo = 'bisik-link-v1';

/** SHA-256 over everything in the code, its secret included: what the sealed message is bound to. */
export const provisionBinding = (code: LinkingCode): Uint8Array<ArrayBuffer> =>
  new Uint8Array(sha256(prefixedBytes('bisik-link-bound-v1', linkingCodeBytes(code))));

/**
 * Six digits as `123 456` that both screens show: the first five bytes of SHA-256 over code, account id and identity key (33
 * bytes), modulo a million. They differ when the new app joins another account than the one whose device read its code.
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
  const digits = String(value % 1_000_000).padStart(6, '0');
  return `${digits.slice(0, 3)} ${digits.slice(3)}`;
};
