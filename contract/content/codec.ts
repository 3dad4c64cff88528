import * as z from 'zod/mini';
import { CodedError } from '../errors/coded-error.ts';
import { pad, unpad } from '../padding.ts';
import { bytesToUtf8, utf8ToBytes } from '../utf8.ts';
import {
  type Content,
  contentSchema,
  controlSchema,
  syncSchema,
  unknownContentSchema,
} from './schema.ts';

/** Padded sizes are multiples of this, so that a length tells little. */
const paddingBlockBytes = 160;
/** Padded content above this would not fit an envelope with libsignal's own overhead. */
export const maxPaddedBytes = 60_000;
/** What tells own devices of a message is longer than the message; it must fit whenever that did. */
const maxPaddedSyncBytes = maxPaddedBytes + 12 * paddingBlockBytes;

/** What is encrypted of an encoded content: padded to whole blocks. */
export const padContent = (encoded: Uint8Array): Uint8Array => pad(encoded, paddingBlockBytes);

/** Encodes and pads. Throws `message_too_long` when it would not fit an envelope. */
export const encodeContent = (content: Content): Uint8Array => {
  const padded = padContent(utf8ToBytes(JSON.stringify(content)));
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
  if (isKnownKind(json)) throw new CodedError('bad_request');
  return {
    known: false,
    kind: unknown.data.kind,
    messageId: unknown.data.messageId,
    sentAt: unknown.data.sentAt,
    raw: raw.slice(),
  };
};

const named = (
  options: readonly { readonly shape: { readonly what: z.ZodMiniLiteral<string> } }[],
) => z.object({ what: z.literal(options.map(({ shape }) => shape.what.def.values[0] ?? '')) });
const knownSchema = z.discriminatedUnion('kind', [
  z.object({ v: z.literal(1), kind: z.enum(['text', 'receipt', 'typing']) }),
  // Of these a later version may know more, each with a name of its own.
  z.object({
    v: z.literal(1),
    kind: z.literal('control'),
    control: named(controlSchema.def.options),
  }),
  z.object({ v: z.literal(1), kind: z.literal('sync'), sync: named(syncSchema.def.options) }),
]);

/** What this version knows by name and does not fit its schema is malformed, not new. */
const isKnownKind = (json: unknown): boolean => knownSchema.safeParse(json).success;
