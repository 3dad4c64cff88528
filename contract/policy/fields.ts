import * as z from 'zod/mini';
import { phoneNumberSchema } from '../ids.ts';
import { type Purpose, requiredPurposes } from './purposes.ts';

interface FieldRow<T = unknown> {
  readonly schema: z.ZodMiniType<T>;
  /** Who knows the value: the server, or only the person's device, which hands it over while its purpose is allowed. */
  readonly source: 'server' | 'device';
  /** What it is said of: the account, whatever the occasion; a day; or the device and its program. */
  readonly speaksOf: 'account' | 'day' | 'device';
  /** The only purposes that a policy may use it for. */
  readonly purposes: readonly Purpose[];
}

const field = <T>(row: FieldRow<T>): FieldRow<T> => row;
/** How often the app was opened on a day, in four ranges: none, 1 to 2, 3 to 5, more. */
export const usageBuckets = ['0', '1-2', '3-5', '6+'] as const;

/** A day of the calendar in UTC, as in `2026-11-22`. */
export const daySchema = z.iso.date();

/** The day that a time, in ms since 1970, lies in. */
export const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

/**
 * Every field that can leave for an affiliate; what is not here cannot be expressed. Names and explanations stand in the
 * catalogues of texts under `field.<id>`. None is about anybody but the person: no contact's number, nor who writes to whom.
 */
export const fieldCatalogue = {
  phoneNumber: field({
    schema: phoneNumberSchema,
    source: 'server',
    speaksOf: 'account',
    purposes: ['ads-relevance', 'friend-suggestions'],
  }),
  /** ISO 3166-1 alpha-2, from the number. */
  country: field({
    schema: z.string().check(z.regex(/^[A-Z]{2}$/)),
    source: 'server',
    speaksOf: 'account',
    purposes: ['ads-relevance', 'infrastructure-and-delivery'],
  }),
  /** 16 bytes as base64url; another for each recipient and purpose, and after each withdrawal. */
  pseudonym: field({
    schema: z.string().check(z.regex(/^[A-Za-z0-9_-]{22}$/)),
    source: 'server',
    speaksOf: 'account',
    purposes: requiredPurposes,
  }),
  /** Answered with noise drawn on the device. */
  usageBucket: field({
    schema: z.enum(usageBuckets),
    source: 'device',
    speaksOf: 'day',
    purposes: ['usage-metrics'],
  }),
  day: field({ schema: daySchema, source: 'device', speaksOf: 'day', purposes: ['usage-metrics'] }),
  /** Messages taken from the person that day, in ranges. */
  messagesTaken: field({
    schema: z.enum(['0', '1-9', '10-99', '100+']),
    source: 'server',
    speaksOf: 'day',
    purposes: ['infrastructure-and-delivery'],
  }),
  appVersion: field({
    schema: z.string().check(z.regex(/^\d{1,4}\.\d{1,4}\.\d{1,4}$/)),
    source: 'device',
    speaksOf: 'device',
    purposes: ['understanding-use'],
  }),
  system: field({
    schema: z.enum(['windows', 'macos', 'linux', 'other']),
    source: 'device',
    speaksOf: 'device',
    purposes: ['understanding-use'],
  }),
  /** Wrong credentials shown for the account that day. */
  failedSignIns: field({
    schema: z.int().check(z.minimum(0), z.maximum(1_000)),
    source: 'server',
    speaksOf: 'day',
    purposes: ['security'],
  }),
  /** 0 (nothing noticed) to 100: how often the account ran into limits against spam that day. */
  spamScore: field({
    schema: z.int().check(z.minimum(0), z.maximum(100)),
    source: 'server',
    speaksOf: 'day',
    purposes: ['spam-and-abuse'],
  }),
} as const satisfies Record<string, FieldRow>;

export type FieldId = keyof typeof fieldCatalogue;
/** All fields of the catalogue. */
export const fieldIds = Object.keys(fieldCatalogue) as readonly FieldId[];
/** The name of a field in the catalogue. */
export const fieldIdSchema = z.enum(fieldIds);

/** True when `value` names a field of the catalogue. */
export const isFieldId = (value: string): value is FieldId => Object.hasOwn(fieldCatalogue, value);
