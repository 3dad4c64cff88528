import * as z from 'zod/mini';
import { failuresOfAll } from '../../encryption/status.ts';
import { base64Schema, timestampSchema } from '../../ids.ts';
import { encryptionDeviceSchema } from './devices.ts';
import { keyHashSchema } from './key-hash.ts';

/** The pre-keys of this device, with which others begin sessions. */
const keyStockSchema = z.object({
  /** When the server was asked last. */
  countedAt: timestampSchema,
  /** How many one-time keys the server has; each is handed out once. */
  oneTime: z.int(),
  /** How many post-quantum one-time keys. */
  oneTimePq: z.int(),
  /** The post-quantum key that is handed out when no other is left: the newest of this device, an earlier one, or none that it made; null where the server does not say. */
  lastResort: z.nullable(z.enum(['newest', 'earlier', 'not_ours'])),
  /** When this device made the newest; null without one. */
  lastResortAt: z.nullable(timestampSchema),
  /** When one-time keys were last published; null where that was not recorded. */
  filledAt: z.nullable(timestampSchema),
});
export type KeyStockState = z.infer<typeof keyStockSchema>;

/** Looks at the log of keys: whether they are those that the server says to everybody. */
export const keyChecksSchema = z.object({
  /** One is being made. */
  running: z.boolean(),
  /** The last time that the log was asked; null before the first. */
  last: z.nullable(
    z.object({
      at: timestampSchema,
      /** It was read, could not be, or contradicts itself. */
      came: z.enum(['read', 'unavailable', 'contradicts']),
    }),
  ),
  /** Of the log when it was read last; null before that. */
  log: z.nullable(
    z.object({
      at: timestampSchema,
      /** How many entries it had. */
      size: z.int(),
      /** Who may say that they saw the same log, and when each last did; null where not of this one. */
      witnesses: z.array(
        z.object({
          name: z.string(),
          operator: z.string(),
          cosignedAt: z.nullable(timestampSchema),
        }),
      ),
    }),
  ),
  /** The account's own entry; `state` null before it was looked at. */
  own: z.object({
    state: z.nullable(z.enum(['agrees', 'unavailable', 'contradicts'])),
    /** How often the account's keys or devices changed by it; 0 before it was seen. */
    version: z.int(),
    /** When it last agreed. */
    agreedAt: z.nullable(timestampSchema),
  }),
  /** Of people whose key is known here, how many entries agree, could not be looked at, contradict, or wait to be looked at. */
  others: z.object({
    agrees: z.int(),
    unavailable: z.int(),
    contradicts: z.int(),
    waiting: z.int(),
  }),
  /** Why nothing goes to anybody, whatever was read of others; null where nothing is held back from all. */
  withheld: z.nullable(z.enum(failuresOfAll)),
  /** When something was first found against the log or the own entry, also where that is over: what proves it can be saved. Null for nothing. */
  foundAt: z.nullable(timestampSchema),
});
export type KeyChecks = z.infer<typeof keyChecksSchema>;

/** All that this device can say of the encryption of its account. */
export const ownEncryptionSchema = z.object({
  /** Null without an account. */
  key: z.nullable(
    z.object({
      keyHash: keyHashSchema,
      /** As libsignal serialises it. */
      publicKey: base64Schema(33),
      /** The account's half of every safety number, libsignal's. */
      digits: z.string().check(z.regex(/^\d{30}$/)),
    }),
  ),
  devices: z.array(encryptionDeviceSchema),
  /** Null before the server was asked. */
  stock: z.nullable(keyStockSchema),
  checks: keyChecksSchema,
});
export type OwnEncryption = z.infer<typeof ownEncryptionSchema>;
