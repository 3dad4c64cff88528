import { verify } from 'node:crypto';
import { canonicalJson } from '../../contract/canonical-json.ts';
import {
  affiliateSignatureBytes,
  affiliateSignatureWindowMs,
  type Batch,
  batchSchema,
  parseAffiliateSignature,
} from '../../contract/disclosure/affiliate.ts';
import { fromBase64 } from '../../contract/transparency/base64.ts';
import { serverIdOf } from '../../contract/transparency/checkpoint.ts';
import { bytesToUtf8 } from '../../contract/utf8.ts';

/** Ed25519 keys of the servers that are listened to, by `serverIdOf`. */
export type ServerKeys = ReadonlyMap<string, Uint8Array>;

/** Keys as base64, apart by space, comma or semicolon. Throws for anything else, and for none. */
export const parseServerKeys = (text: string): ServerKeys => {
  const keys = text
    .split(/[\s,;]+/)
    .filter((part) => part !== '')
    .map((part) => {
      const key = fromBase64(part);
      if (key?.length !== 32) throw new Error(`BISIK_SANDBOX_SERVER_KEY: no key: ${part}`);
      return [serverIdOf(key), key] as const;
    });
  if (keys.length === 0)
    throw new Error(
      'BISIK_SANDBOX_SERVER_KEY: say whom to believe. A server says its publicKey as it starts.',
    );
  return new Map(keys);
};

/** The fixed start of an Ed25519 key as SPKI (RFC 8410 section 4); its 32 bytes follow. */
const spkiStart = Buffer.from('302a300506032b6570032100', 'hex');

/** What is wrong with the signature of a request, or null. */
export const signatureFault = (
  keys: ServerKeys,
  header: string,
  body: Uint8Array,
  now: number,
): 'not_signed' | 'unknown_key' | 'wrong_signature' | 'outside_window' | null => {
  const given = parseAffiliateSignature(header);
  if (given === null) return 'not_signed';
  const publicKey = keys.get(given.keyId);
  if (publicKey === undefined) return 'unknown_key';
  const key = Buffer.concat([spkiStart, publicKey]);
  const signed = affiliateSignatureBytes(given.at, body);
  if (!verify(null, signed, { key, format: 'der', type: 'spki' }, given.signature))
    return 'wrong_signature';
  return Math.abs(now - given.at) <= affiliateSignatureWindowMs ? null : 'outside_window';
};

/** The batch that a body is, in canonical JSON and no other; null for anything else. */
export const parseBatch = (body: Uint8Array): Batch | null => {
  try {
    const text = bytesToUtf8(body);
    const value: unknown = JSON.parse(text);
    const parsed = batchSchema.safeParse(value);
    return parsed.success && canonicalJson(value) === text ? parsed.data : null;
  } catch {
    return null;
  }
};
