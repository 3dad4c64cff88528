import * as z from 'zod/mini';
import { deviceIdSchema, timestampSchema } from '../../ids.ts';
import { deliveryStateSchema } from '../model.ts';
import { keyHashSchema } from './key-hash.ts';

/** What libsignal tells of one envelope. */
const envelopeSchema = z.object({
  /** 3: agreed on with X3DH; 4: with PQXDH, that is with a post-quantum key as well. */
  version: z.int(),
  /** Its number in the sender's chain, from 0; null of the first message of a session, which wraps another. */
  counter: z.nullable(z.int()),
  /** Whether it carries a part of the post-quantum ratchet; null of the first message of a session. */
  pqRatchet: z.nullable(z.boolean()),
});
export type EnvelopeFacts = z.infer<typeof envelopeSchema>;

const seenEnvelopeSchema = z.extend(envelopeSchema, { at: timestampSchema });

/** The session with one device of a contact, as far as messages that went through it told. */
export const sessionSchema = z.object({
  deviceId: deviceIdSchema,
  /** The last that was received in it, and the last that was sent; null before one was recorded. */
  received: z.nullable(seenEnvelopeSchema),
  sent: z.nullable(seenEnvelopeSchema),
});
export type SessionDetails = z.infer<typeof sessionSchema>;

/** What was recorded of one message. */
export const messageInfoSchema = z.object({
  outgoing: z.boolean(),
  /** By the clock of whoever wrote it. */
  writtenAt: timestampSchema,
  /** When the server took it; null while it has not. */
  acceptedAt: z.nullable(timestampSchema),
  /** Of outgoing messages. */
  state: z.nullable(deliveryStateSchema),
  /** Where it came from, as it was recorded when it was taken; null where that was not recorded. */
  origin: z.nullable(
    z.object({
      deviceId: deviceIdSchema,
      /** Of the account's own devices; null where it is not known, and of a contact's. */
      name: z.nullable(z.string()),
      thisDevice: z.boolean(),
      /** Of the identity key that it came under; null of what was written on this device. */
      keyHash: z.nullable(keyHashSchema),
      /** That key is still the one in use. */
      isPresent: z.boolean(),
      /** The person had compared that very key by then; null of the account's own. */
      verified: z.nullable(z.boolean()),
      envelope: z.nullable(envelopeSchema),
    }),
  ),
  /** For whom this device encrypted it last; null of what came from elsewhere, and where it was not recorded. */
  recipients: z.nullable(
    z.object({
      deviceIds: z.array(deviceIdSchema),
      /** Of the contact's identity key under which it was. */
      keyHash: keyHashSchema,
      /** That key is still the one in use. */
      isPresent: z.boolean(),
      /** The person had compared that very key by then. */
      verified: z.boolean(),
    }),
  ),
});
export type MessageInfo = z.infer<typeof messageInfoSchema>;
