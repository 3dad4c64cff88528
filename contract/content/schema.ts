import * as z from 'zod/mini';
import {
  accountIdSchema,
  bytesSchema,
  deviceIdSchema,
  displayNameSchema,
  phoneNumberSchema,
  timestampSchema,
  usernameSchema,
  uuidSchema,
} from '../ids.ts';
import { contentLimits } from './limits.ts';
import { timerVersionSchema, toldAfterSchema } from './timer.ts';

/** Version of the content format. A reader keeps what it does not know and shows it as such. */
const contentVersion = 1;

/** Any string: a reader ignores a name that is no display name, and keeps the message that told it. */
const toldNameSchema = z.string();

const base = { v: z.literal(contentVersion) };

/** The newest checkpoint of the log of keys that the sender saw, as a signed note; read only when it is one. Readers of before pass it over. */
const carried = { keyCheckpoint: z.optional(z.string()) };

/** How long a text stays once it was seen, in seconds, and the version of the chat's timer that this is. Readers of before pass them over. */
const timed = {
  expireAfterS: z.optional(toldAfterSchema),
  /** Absent where the text keeps a timer that the chat no longer has. */
  timerVersion: z.optional(timerVersionSchema),
};
const timer = { afterS: z.nullable(toldAfterSchema), version: timerVersionSchema };

const messageNameSchema = z.object({ messageId: uuidSchema, outgoing: z.boolean() });

const fieldKeySchema = bytesSchema(32);
const deliveryTokenSchema = bytesSchema(16);

/** How the sending device calls the person; fills in what another does not know. */
const peerSchema = z.optional(
  z.object({
    name: z.optional(toldNameSchema),
    number: z.optional(phoneNumberSchema),
    username: z.optional(usernameSchema),
  }),
);

/** What the devices of one account tell each other; of nobody else's it is read. */
export const syncSchema = z.discriminatedUnion('what', [
  /** Sent to `to`, and taken by the server. */
  z.object({
    what: z.literal('sent'),
    to: accountIdSchema,
    messageId: uuidSchema,
    sentAt: timestampSchema,
    acceptedAt: timestampSchema,
    text: z.string().check(z.minLength(1), z.maxLength(contentLimits.maxTextLength)),
    ...timed,
    peer: peerSchema,
  }),
  /** Everything in the chat with `of` up to this message was seen; `at`, by the server's clock, is when those that disappear began to. */
  z.object({
    what: z.literal('read'),
    of: accountIdSchema,
    through: messageNameSchema,
    at: z.optional(timestampSchema),
  }),
  /** The timer of the chat with `of` was set. */
  z.object({ what: z.literal('timer'), of: accountIdSchema, ...timer, at: timestampSchema }),
  z.object({
    what: z.literal('deleted'),
    of: accountIdSchema,
    messages: z
      .array(messageNameSchema)
      .check(z.minLength(1), z.maxLength(contentLimits.maxReceiptIds)),
  }),
  /** Registers that changed, as `contract/settings/registers` writes them; the manifest on the server holds them all. */
  z.object({ what: z.literal('registers'), registers: z.string() }),
  /** These people are contacts: a request was accepted, or something was written to them. */
  z.object({
    what: z.literal('accepted'),
    accountIds: z
      .array(accountIdSchema)
      .check(z.minLength(1), z.maxLength(contentLimits.maxReceiptIds)),
  }),
  /** These people were given this key or token, by its mark: no other device need give it to them. */
  z.object({
    what: z.literal('given'),
    thing: z.enum(['about', 'photo', 'delivery']),
    mark: z.string().check(z.maxLength(32)),
    accountIds: z
      .array(accountIdSchema)
      .check(z.minLength(1), z.maxLength(contentLimits.maxReceiptIds)),
  }),
  /** The server took choices about sharing from the sender: there is something new to read there. */
  z.object({ what: z.literal('choices'), at: timestampSchema }),
  /** The new identity key of this person was accepted; by its SHA-256, so that no other is. */
  z.object({
    what: z.literal('keys_accepted'),
    of: accountIdSchema,
    keyHash: bytesSchema(32),
    at: timestampSchema,
  }),
  /**
   * Another identity key than this one, serialised, is shown for the person, and nobody has decided about it. A device that knows none of theirs
   * takes this for it, and so finds the other one changed as well.
   */
  z.object({
    what: z.literal('keys_in_question'),
    of: accountIdSchema,
    known: bytesSchema(33),
    at: timestampSchema,
    peer: peerSchema,
  }),
  /**
   * The sender found what has nothing go to anybody: something in the account's name in the log of keys that is not so, or a log that contradicts itself.
   * Whoever hears it looks, and believes nothing else.
   */
  z.object({ what: z.literal('key_alarm'), at: timestampSchema }),
  /** The message request of this person was deleted, with what they had written in it. */
  z.object({ what: z.literal('request_removed'), of: accountIdSchema }),
  /** A new app, called so, was handed what it takes to be a device of the account; `at` by the clock of who did. */
  z.object({ what: z.literal('handed'), name: displayNameSchema, at: timestampSchema }),
  /** The first word of a new device: what the others were sent before it is here now. `transfer`: the history that it was promised. */
  z.object({
    what: z.literal('linked'),
    at: timestampSchema,
    transfer: z.optional(uuidSchema),
  }),
]);
export type Sync = z.infer<typeof syncSchema>;

/** What the app tells the other side by itself. */
export const controlSchema = z.discriminatedUnion('what', [
  /** The sender could not read these envelopes and made a new session: send again what it may hold. */
  z.object({
    what: z.literal('session_repaired'),
    at: timestampSchema,
    /** Which of the recipient's devices it is said to, and since when, by the server's clock, theirs were not read; absent: all. */
    lost: z.optional(
      z
        .array(z.object({ deviceId: deviceIdSchema, since: timestampSchema }))
        .check(z.maxLength(contentLimits.maxLostDevices)),
    ),
  }),
  /** With what opens the fields of the sender's profile that the recipient may see (null: it is gone), and what lets them write. */
  z.object({
    what: z.literal('profile'),
    name: toldNameSchema,
    fieldKeys: z.optional(
      z.object({
        about: z.optional(z.nullable(fieldKeySchema)),
        photo: z.optional(z.nullable(fieldKeySchema)),
      }),
    ),
    delivery: z.optional(z.nullable(deliveryTokenSchema)),
  }),
  /** Whether the other side is there; answered only to those whom it lets see that. Not kept anywhere. */
  z.object({ what: z.literal('presence_request'), at: timestampSchema }),
  z.object({
    what: z.literal('presence'),
    online: z.boolean(),
    /** To the minute. */
    lastSeenAt: timestampSchema,
    at: timestampSchema,
  }),
  /** The sender set how long messages of the chat stay once they were seen. */
  z.object({ what: z.literal('timer'), ...timer, at: timestampSchema }),
]);

/** What is inside an encrypted message. JSON, padded, never seen by the server. */
export const contentSchema = z.discriminatedUnion('kind', [
  z.object({
    ...base,
    kind: z.literal('text'),
    messageId: uuidSchema,
    sentAt: timestampSchema,
    text: z.string().check(z.minLength(1), z.maxLength(contentLimits.maxTextLength)),
    ...timed,
    /** The sender's present name and how they may be found, so that a first message has a face. */
    from: z.optional(
      z.object({
        name: toldNameSchema,
        number: z.optional(phoneNumberSchema),
        username: z.optional(usernameSchema),
      }),
    ),
    ...carried,
  }),
  z.object({
    ...base,
    kind: z.literal('receipt'),
    what: z.enum(['delivered', 'read']),
    messageIds: z.array(uuidSchema).check(z.minLength(1), z.maxLength(contentLimits.maxReceiptIds)),
    at: timestampSchema,
    /** The newest checkpoint of the disclosure log that the sender saw, as a signed note; read only when it is one. */
    checkpoint: z.optional(z.string()),
    ...carried,
  }),
  z.object({ ...base, kind: z.literal('typing'), typing: z.boolean(), at: timestampSchema }),
  z.object({
    ...base,
    kind: z.literal('control'),
    control: controlSchema,
  }),
  z.object({ ...base, kind: z.literal('sync'), sync: syncSchema, ...carried }),
]);
export type Content = z.infer<typeof contentSchema>;

/** At least this much of an unknown kind must be readable for it to be kept in its place. */
export const unknownContentSchema = z.object({
  v: z.int(),
  kind: z.string(),
  messageId: z.optional(uuidSchema),
  sentAt: z.optional(timestampSchema),
});
