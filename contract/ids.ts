import * as z from 'zod/mini';

/** Account, chat, message and registration ids: lower-case UUIDs (RFC 9562). */
export const uuidSchema = z.string().check(z.regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/));

/** An account, for as long as it is there; a number that is registered anew has another. */
export const accountIdSchema = uuidSchema;

/** Device numbers start at 1 and stay below 128 (libsignal's limit for a ProtocolAddress device id). */
export const maxDeviceId = 127;
/** One device of an account. */
export const deviceIdSchema = z.int().check(z.minimum(1), z.maximum(maxDeviceId));

/** libsignal registration ids are 14 bits. */
export const maxRegistrationId = 0x3fff;
/** Tells a device that was made anew from the one of before with its number. */
export const registrationIdSchema = z.int().check(z.minimum(1), z.maximum(maxRegistrationId));

/** A phone number in E.164: plus, country code, up to 15 digits in all. */
export const phoneNumberSchema = z.string().check(z.regex(/^\+[1-9]\d{6,14}$/));

/** The part of a username that a person chooses: 3 to 24 of a-z, 0-9 and _, starting with a letter. */
export const usernameNameSchema = z.string().check(z.regex(/^[a-z][a-z0-9_]{2,23}$/));

/** A whole username: the chosen name, a dot, and digits from the server, as in `aisyah.42`. */
export const usernameSchema = z.string().check(z.regex(/^[a-z][a-z0-9_]{2,23}\.\d{2,6}$/));

/** The last time that there is, ms since 1970. */
export const latestTimestamp = 8_640_000_000_000_000;

/** Milliseconds since 1970-01-01T00:00Z. */
export const timestampSchema = z.int().check(z.minimum(0), z.maximum(latestTimestamp));

/** Bytes as standard base64 with padding (RFC 4648 section 4), at most `maxBytes` decoded. */
export const base64Schema = (maxBytes: number) =>
  z
    .string()
    .check(
      z.maxLength(Math.ceil(maxBytes / 3) * 4),
      z.regex(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/),
    );

/** The last letter before so many `=`: bits that stand for nothing are zero (RFC 4648 section 3.5), so that bytes have one spelling. */
const lastLetters = ['', '[AEIMQUYcgkosw048]', '[AQgw]'] as const;

/** Exactly `length` bytes as standard base64 with padding: for what has one right length, as keys, hashes and signatures. */
export const bytesSchema = (length: number) => {
  const padding = (3 - (length % 3)) % 3;
  const letters = Math.ceil(length / 3) * 4 - padding - (padding === 0 ? 0 : 1);
  const pattern = `^[A-Za-z0-9+/]{${letters}}${lastLetters[padding] ?? ''}={${padding}}$`;
  return z.string().check(z.regex(new RegExp(pattern)));
};

/** 32 random bytes as base64url without padding (RFC 4648 section 5): what proves a device, lets one in, or is to be signed. */
export const tokenSchema = z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/));

const turning = '\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069';
// The Braille blank is a symbol that shows nothing.
const unseen = '\\p{Cc}\\p{Cf}\\p{Cs}\\p{Z}\\p{M}\\p{Default_Ignorable_Code_Point}\\u2800';
const namePattern = new RegExp(
  `^(?!.*[\\p{Cc}\\p{Zl}\\p{Zp}${turning}])(?=.*[^${unseen}])\\S(?:.*\\S)?$`,
  'su',
);

const maxNameLength = 80;

/**
 * A person's chosen name: 1 to 80 characters after trimming, on one line, with something to be seen, and nothing that turns
 * the direction of the text around it (Unicode UAX 9).
 */
export const displayNameSchema = z
  .string()
  .check(z.minLength(1), z.maxLength(maxNameLength), z.regex(namePattern));

const turningPattern = new RegExp(`[${turning}]`, 'gu');
const breakPattern = /[\s\p{Cc}\p{Zl}\p{Zp}]+/gu;

/**
 * What was typed or pasted, as a name that `displayNameSchema` takes: without what turns text around, on one line, trimmed, cut
 * to its length. Empty when nothing is left that can be seen.
 */
export const toDisplayName = (typed: string): string => {
  const name = typed
    .replace(turningPattern, '')
    .replace(breakPattern, ' ')
    .trim()
    .slice(0, maxNameLength)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trimEnd();
  return displayNameSchema.safeParse(name).success ? name : '';
};
