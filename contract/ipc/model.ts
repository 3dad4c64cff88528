import * as z from 'zod/mini';
import { encryptionStates, withheldReasons } from '../encryption/status.ts';
import { errorBodySchema } from '../errors/coded-error.ts';
import {
  accountIdSchema,
  base64Schema,
  phoneNumberSchema,
  timestampSchema,
  uuidSchema,
} from '../ids.ts';

/** queued: here only. sent: on the server's disk. delivered: on their device. read: seen. not_delivered: 30 days without a receipt. failed: refused; the reason stands beside it. */
export const deliveryStateSchema = z.enum([
  'queued',
  'sent',
  'delivered',
  'read',
  'not_delivered',
  'failed',
]);
export type DeliveryState = z.infer<typeof deliveryStateSchema>;

/** Lines that the app itself writes into a chat. */
export const noticeKindSchema = z.enum([
  'session_repaired',
  'number_new_owner',
  'identity_changed',
  'identity_restored',
  'identity_accepted',
  'identity_corrected',
  'database_repaired',
  'timer_set',
]);
export type NoticeKind = z.infer<typeof noticeKindSchema>;

/** What stands in a message. */
export const messageBodySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string() }),
  /** A kind that this version does not know; kept, and shown once an update does. */
  z.object({ kind: z.literal('unknown') }),
  z.object({
    kind: z.literal('notice'),
    notice: noticeKindSchema,
    /** Of `timer_set`: how long messages stay once they were seen, in seconds (null: no longer bounded), and whether the person set it. */
    timer: z.optional(z.object({ afterS: z.nullable(z.int()), own: z.boolean() })),
  }),
]);

/** A message as this device has it. */
export const messageSchema = z.object({
  messageId: uuidSchema,
  chatId: uuidSchema,
  /** Position in the chat on this device; grows, never reused. */
  order: z.int(),
  outgoing: z.boolean(),
  /** When it was written, by the clock of whoever wrote it; never changes. What is read below another came after it (`order`), even where this says otherwise. */
  at: timestampSchema,
  body: messageBodySchema,
  /** Of outgoing messages. */
  state: z.nullable(deliveryStateSchema),
  /** Why it failed, when `state` is `failed`. */
  problem: z.nullable(errorBodySchema),
  /** Of messages that disappear: how long after they were seen (own ones: sent), and when, by this computer's clock; null until then. */
  expiry: z.nullable(z.object({ afterS: z.int(), at: z.nullable(timestampSchema) })),
});
export type Message = z.infer<typeof messageSchema>;

/** Whom a chat is with. */
export const peerSchema = z.object({
  accountId: accountIdSchema,
  /** What to call them: their own name once known, else the username or number they were found by. */
  name: z.string(),
  number: z.nullable(phoneNumberSchema),
  username: z.nullable(z.string()),
  /** 0 to 7, from the account id. */
  hue: z.int().check(z.minimum(0), z.maximum(7)),
  /** `local_program`: a program on this computer reads what is written to it (Echo). */
  kind: z.enum(['person', 'local_program']),
  /** The account no longer exists; the number may have a new owner. */
  gone: z.boolean(),
  /** Nothing of theirs is taken on any device of the account, and nothing goes to them. */
  blocked: z.boolean(),
});
export type Peer = z.infer<typeof peerSchema>;

/** The server shows another identity key for somebody than the known one, and the person has not decided: nothing goes to them. */
const keyChangeSchema = z.object({
  /** SHA-256 of the shown key (33 bytes, as libsignal serialises it): what a decision is about. */
  keyHash: base64Schema(32),
  /** When it was first shown here. */
  at: timestampSchema,
  /** How many envelopes under it wait here unopened. */
  heldCount: z.int(),
  /** More came than is kept; it is asked for again once the key is accepted. */
  more: z.boolean(),
});
export type KeyChange = z.infer<typeof keyChangeSchema>;

/** As `toEncryptionStatus` derives it. */
export const encryptionStatusSchema = z.object({
  state: z.enum(encryptionStates),
  isVerified: z.boolean(),
});

/** The person compared numbers, and they were not the same. */
export const numbersDifferSchema = z.object({
  /** Of the key in use, or of another one that is shown and not accepted. */
  of: z.enum(['in_use', 'offered']),
  /** What the own device was called on which they said so. */
  device: z.string(),
  thisDevice: z.boolean(),
  at: timestampSchema,
});
export type NumbersDiffer = z.infer<typeof numbersDifferSchema>;

/** A chat as the list shows it. */
export const chatSummarySchema = z.object({
  chatId: uuidSchema,
  peer: peerSchema,
  lastMessage: z.nullable(
    z.object({
      body: messageBodySchema,
      outgoing: z.boolean(),
      at: timestampSchema,
      state: z.nullable(deliveryStateSchema),
    }),
  ),
  /** Sorts the list, newest first. */
  activeAt: timestampSchema,
  unreadCount: z.int(),
  draft: z.nullable(z.string()),
  /** They wrote first and are not accepted: shown apart, and told nothing, not even that it came. */
  request: z.boolean(),
  /** How long new messages stay once they were seen, in seconds; null: until they are deleted. */
  timerS: z.nullable(z.int()),
  /** Null as well while they are blocked. */
  keyChange: z.nullable(keyChangeSchema),
  encryption: encryptionStatusSchema,
  /** Null where nobody said so, and where that is over. */
  differs: z.nullable(numbersDifferSchema),
  /** Why nothing goes to them, beside a changed key; null: nothing is withheld. */
  withheld: z.nullable(z.enum(withheldReasons)),
});
export type ChatSummary = z.infer<typeof chatSummarySchema>;

/** Of calls that take or give nothing. */
export const emptySchema = z.object({});
