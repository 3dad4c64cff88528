import * as z from 'zod/mini';
import { CodedError } from '../errors/coded-error.ts';
import { bytesToUtf8, utf8ToBytes } from '../utf8.ts';
import { type Content, contentSchema, unknownContentSchema } from './schema.ts';

/** Padded sizes are multiples of this, so that a length tells little. */
export const paddingBlockBytes = 160;
/** Padded content above this would not fit an envelope with libsignal's own overhead. */
export const maxPaddedBytes = 60_000;
/** What tells own devices of a message is longer than the message; it must fit whenever that did. */
const maxPaddedSyncBytes = maxPaddedBytes + 12 * paddingBlockBytes;

/** ISO/IEC 7816-4: a 0x80 byte, then zeros to the next multiple of the block. */
export const pad = (bytes: Uint8Array, blockBytes: number = paddingBlockBytes): Uint8Array => {
  const padded = new Uint8Array(Math.ceil((bytes.length + 1) / blockBytes) * blockBytes);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  return padded;
};

/** The reverse of `pad`; throws `bad_request` when there is no padding to remove. */
export const unpad = (padded: Uint8Array): Uint8Array => {
  let end = padded.length - 1;
  while (end >= 0 && padded[end] === 0) end--;
  if (end < 0 || padded[end] !== 0x80) throw new CodedError('bad_request');
  return padded.subarray(0, end);
};

/** Encodes and pads. Throws `message_too_long` when it would not fit an envelope. */
export const encodeContent = (content: Content): Uint8Array => {
  const padded = pad(utf8ToBytes(JSON.stringify(content)));
  const most = content.kind === 'sync' ? maxPaddedSyncBytes : maxPaddedBytes;
  if (padded.length > most) throw new CodedError('message_too_long');
  return padded;
};

export type DecodedContent =
  | { readonly known: true; readonly content: Content }
  /** A kind or version of a newer Bisik: `raw` is kept to be read after an update. */
  | {
      readonly known: false;
      readonly kind: string;
      readonly messageId: string | undefined;
      readonly sentAt: number | undefined;
      readonly raw: Uint8Array;
    };

/** Decodes what `encodeContent`, of this or a later version, made. Throws `bad_request` for anything else. */
export const decodeContent = (padded: Uint8Array): DecodedContent => {
  const raw = unpad(padded);
  let json: unknown;
  try {
    json = JSON.parse(bytesToUtf8(raw));
  } catch {
    throw new CodedError('bad_request');
  }
  const known = contentSchema.safeParse(json);
  if (known.success) return { known: true, content: known.data };
  const unknown = unknownContentSchema.safeParse(json);
  if (!unknown.success) throw new CodedError('bad_request');
  if (isKnownKind(unknown.data)) throw new CodedError('bad_request');
  return {
    known: false,
    kind: unknown.data.kind,
    messageId: unknown.data.messageId,
    sentAt: unknown.data.sentAt,
    raw: raw.slice(),
  };
};

/** A kind of this version that does not fit its schema is malformed, not new. */
const isKnownKind = (value: { v: number; kind: string }): boolean =>
  z.object({ v: z.literal(1), kind: z.enum(['text', 'receipt', 'typing']) }).safeParse(value)
    .success;
