import * as z from 'zod/mini';
import { accountIdSchema, base64Schema, timestampSchema, uuidSchema } from '../ids.ts';
import { call, defineDomain, event } from './define.ts';
import { chatSummarySchema, emptySchema, peerSchema } from './model.ts';

/** Someone whom the person blocked. */
const blockedPersonSchema = z.object({
  peer: peerSchema,
  /** The chat with them, when there is one; what they wrote before stays in it. */
  chatId: z.nullable(uuidSchema),
  /** Which device blocked them, and when by its clock; null when that is not known. */
  set: z.nullable(z.object({ device: z.string(), thisDevice: z.boolean(), at: timestampSchema })),
});
export type BlockedPerson = z.infer<typeof blockedPersonSchema>;

/** How many people wait for an answer, and how many are blocked. */
const peopleStateSchema = z.object({
  /** Message requests that wait for an answer. */
  requestCount: z.int(),
  /** Those of them with something unread. */
  unreadRequestCount: z.int(),
  blockedCount: z.int(),
});
export type PeopleState = z.infer<typeof peopleStateSchema>;

const personSchema = z.object({ accountId: accountIdSchema });

/** Who may write, and who may not. The same on all devices of the account. Hosted by the engine. */
export const peopleDomain = defineDomain('people', {
  host: 'engine',
  calls: {
    get: call(emptySchema, peopleStateSchema, 'How many wait and how many are blocked.'),
    requests: call(
      z.object({
        limit: z.int().check(z.minimum(1), z.maximum(500)),
        before: z.nullable(z.object({ activeAt: timestampSchema, chatId: uuidSchema })),
      }),
      z.object({ chats: z.array(chatSummarySchema), hasMore: z.boolean() }),
      'One page of the message requests, newest first.',
    ),
    accept: call(
      personSchema,
      emptySchema,
      'They are a contact from now on, and get the receipts that the person allows. Writing to them does the same.',
    ),
    removeRequest: call(
      personSchema,
      emptySchema,
      'Deletes a message request with what was written in it, on every device. They can write again.',
    ),
    block: call(
      personSchema,
      emptySchema,
      'From now on nothing of theirs is taken on any device, and nothing goes to them. They are told nothing.',
    ),
    unblock: call(
      personSchema,
      emptySchema,
      'Takes a block back. What they sent meanwhile is lost.',
    ),
    acceptKeys: call(
      z.object({ accountId: accountIdSchema, keyHash: base64Schema(32) }),
      emptySchema,
      'Takes the new identity key of a contact for theirs, on every device: what waited goes out, and what came under it is opened. Only the very key of which `keyChange` told the hash; rejects with `keys_changed_again` when another is shown by now, `not_found` when none is.',
    ),
    blocked: call(
      emptySchema,
      z.object({ blocked: z.array(blockedPersonSchema) }),
      'Everybody who is blocked, the newest first.',
    ),
  },
  events: { changed: event(peopleStateSchema, 'A request came or went, or a block.') },
});
