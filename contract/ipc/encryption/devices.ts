import * as z from 'zod/mini';
import { base64Schema, deviceIdSchema, registrationIdSchema, timestampSchema } from '../../ids.ts';

/** Keys of one device, of which it has others after new keys: the number by which others tell them apart, null where it is not known. */
export const registrationSchema = z.object({
  deviceId: deviceIdSchema,
  registrationId: z.nullable(registrationIdSchema),
});

/** A device on one of the two sides. */
export const encryptionDeviceSchema = z.extend(registrationSchema, {
  /** Of the account's own devices; null where it cannot be read, and of a contact's. */
  name: z.nullable(z.string()),
  thisDevice: z.boolean(),
  /** Ed25519 public key that the account's identity key certified; null where none was seen. */
  signingKey: z.nullable(base64Schema(32)),
  /** When it was added, by the word of the server; null of a contact's, and where it was not asked. */
  addedAt: z.nullable(timestampSchema),
  /** When this app met it first; null where that was not kept. */
  seenAt: z.nullable(timestampSchema),
  /** The time of the first head at which this app read in the log of keys that it is a device of the account; null where it did not. */
  loggedAt: z.nullable(timestampSchema),
  /** When this app read there that it is one no more; null where it did not. */
  goneAt: z.nullable(timestampSchema),
});
