import * as z from 'zod/mini';
import { sendings } from '../../encryption/sending.ts';
import { uncheckedParts, withheldReasons } from '../../encryption/status.ts';
import { timestampSchema } from '../../ids.ts';
import { encryptionStatusSchema, numbersDifferSchema } from '../model.ts';
import { encryptionDeviceSchema, registrationSchema } from './devices.ts';
import { keyHashSchema } from './key-hash.ts';

/** Which device of the account did something, and when by its clock. */
const authorSchema = z.object({
  device: z.string(),
  thisDevice: z.boolean(),
  at: timestampSchema,
});

/** Something that happened to the keys of a contact, as this device saw it. */
const keyEventSchema = z.object({
  what: z.enum([
    'first_seen',
    'replaced',
    'shown',
    'verified',
    // What ended a comparison: the person took it back, took other keys of theirs, made new keys themselves.
    'unverified',
    'ended_by_theirs',
    'ended_by_own',
    'device_seen',
    'device_gone',
  ]),
  at: timestampSchema,
  /** Of the key it is about; of `replaced`, the one that is in use from then on; of what ended a comparison, the one that had been compared. */
  keyHash: keyHashSchema,
  /** Of a key, the devices with which it was met first; of a device, that one. None where that was not kept, and of comparisons. */
  by: z.array(registrationSchema),
  /** Of comparisons and what ended them, what the own device was called on which that was done; null of all others. */
  comparedOn: z.nullable(z.string()),
});
export type KeyEvent = z.infer<typeof keyEventSchema>;

/** A key of the other side, and what two people compare of it. */
const comparableKeySchema = z.object({
  keyHash: keyHashSchema,
  /** 60 digits, libsignal's, the same on both sides. */
  safetyNumber: z.string().check(z.regex(/^\d{60}$/)),
  /** libsignal's scannable fingerprint, to show as a QR code. */
  scannable: z.string().check(z.maxLength(400)),
  since: timestampSchema,
});
export type ComparableKey = z.infer<typeof comparableKeySchema>;

/** How the last look at the log of keys ended for this chat. */
const keyCheckSchema = z.object({
  /** As of the chat in the list. */
  withheld: z.nullable(z.enum(withheldReasons)),
  /** What could not be looked at where the check is unavailable; null where it is not. */
  unchecked: z.nullable(z.enum(uncheckedParts)),
  /** When what failed was found; null where nothing did. */
  foundAt: z.nullable(timestampSchema),
  /** What was found of them stays, whatever the log says from now on: looking again ends nothing. */
  stays: z.boolean(),
  /** When the log last said the key in use; null for never. */
  agreedAt: z.nullable(timestampSchema),
});

/** All that this device can say of the encryption of a chat. */
export const chatEncryptionSchema = z.object({
  status: encryptionStatusSchema,
  /** Who compared the key in use, and when; null when it was not compared. */
  verified: z.nullable(authorSchema),
  /** As of the chat in the list. */
  differs: z.nullable(numbersDifferSchema),
  /** Numbers were compared once, which counts no more since one side has other keys: theirs, or the account's own. Null for never, and while it counts. */
  comparedBefore: z.nullable(z.enum(['theirs', 'own'])),
  /** The key in use; null before any was seen: then there is nothing to compare. */
  key: z.nullable(comparableKeySchema),
  /** Another key that the server shows, while nothing was decided about it; null where there is none. */
  offered: z.nullable(comparableKeySchema),
  check: keyCheckSchema,
  /** Whether the server is told who writes to them, and why. */
  sending: z.enum(sendings),
  ownDevices: z.array(encryptionDeviceSchema),
  theirDevices: z.array(encryptionDeviceSchema),
  /** Newest first. */
  events: z.array(keyEventSchema),
});
export type ChatEncryption = z.infer<typeof chatEncryptionSchema>;
