import { CodedError } from '../errors/coded-error.ts';
import { displayNameSchema } from '../ids.ts';
import { fromBase64, toBase64 } from '../transparency/base64.ts';
import { bytesToUtf8, utf8ToBytes } from '../utf8.ts';
import { readUuid, writeUuid } from '../wire/uuid-bytes.ts';

/** What a new app shows, for a linked device of the account to read: as a QR code and as the same text. */
export interface LinkingCode {
  /** Where on the server the answer is to be left. */
  readonly mailboxId: string;
  /** X25519, made for this code alone; 33 bytes as libsignal serialises it. */
  readonly publicKey: Uint8Array;
  /** 32 random bytes that the server never sees: who answers has read the code. */
  readonly secret: Uint8Array;
  /** SHA-256 of the public key (32 bytes) of the server that has the mailbox. */
  readonly serverKeyHash: Uint8Array;
  /** What the new device is called. */
  readonly deviceName: string;
}

/** No scheme: nothing that a system would open, so that no link leads to an approval. */
const prefix = 'bisik1.';
const version = 1;
const publicKeyBytes = 33;
const hashBytes = 32;
const secretAt = 1 + 16 + publicKeyBytes;
const nameAt = secretAt + 32 + hashBytes;
/** A name has up to 80 UTF-16 units, each of them up to three bytes of UTF-8. */
const maxCodeBytes = nameAt + 80 * 3;
const maxCodeLength = prefix.length + Math.ceil((maxCodeBytes * 4) / 3);
/** Of libsignal's serialised Curve25519 keys. */
const curveType = 0x05;

/** The code as bytes: version, mailbox id (16), public key (33), secret (32), hash of the server's key (32), name in UTF-8. */
export const linkingCodeBytes = (code: LinkingCode): Uint8Array<ArrayBuffer> => {
  const name = utf8ToBytes(code.deviceName);
  const bytes = new Uint8Array(nameAt + name.length);
  bytes[0] = version;
  writeUuid(bytes, 1, code.mailboxId);
  bytes.set(code.publicKey, 1 + 16);
  bytes.set(code.secret, secretAt);
  bytes.set(code.serverKeyHash, secretAt + 32);
  bytes.set(name, nameAt);
  return bytes;
};

/** The code as a line of text: `bisik1.` and its bytes as base64url (RFC 4648 section 5) without padding. */
export const toLinkingText = (code: LinkingCode): string =>
  prefix +
  toBase64(linkingCodeBytes(code)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

const bytesOf = (text: string): Uint8Array<ArrayBuffer> | null => {
  const trimmed = text.trim();
  if (trimmed.length > maxCodeLength || !trimmed.startsWith(prefix)) return null;
  const body = trimmed.slice(prefix.length);
  if (!/^[A-Za-z0-9_-]+$/.test(body)) return null;
  const padding = '='.repeat((4 - (body.length % 4)) % 4);
  return fromBase64(body.replaceAll('-', '+').replaceAll('_', '/') + padding);
};

const nameOf = (bytes: Uint8Array): string | null => {
  try {
    const parsed = displayNameSchema.safeParse(bytesToUtf8(bytes));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
};

/** Reads a code as `toLinkingText` writes it, and nothing else but space around it. Throws `link_code_invalid`. */
export const parseLinkingCode = (text: string): LinkingCode => {
  const bytes = bytesOf(text);
  const deviceName = bytes && nameOf(bytes.subarray(nameAt));
  if (bytes?.[0] !== version || bytes[1 + 16] !== curveType || deviceName === null)
    throw new CodedError('link_code_invalid');
  return {
    mailboxId: readUuid(bytes, 1),
    publicKey: bytes.slice(1 + 16, secretAt),
    secret: bytes.slice(secretAt, secretAt + 32),
    serverKeyHash: bytes.slice(secretAt + 32, nameAt),
    deviceName,
  };
};
