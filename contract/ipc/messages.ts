import * as z from 'zod/mini';
import { contentLimits } from '../content/limits.ts';
import { uuidSchema } from '../ids.ts';
import { limits } from '../wire/limits.ts';
import { call, defineDomain, event } from './define.ts';
import { emptySchema, messageSchema } from './model.ts';

/** The messages of one chat. Hosted by the engine. */
export const messagesDomain = defineDomain('messages', {
  host: 'engine',
  calls: {
    page: call(
      z.object({
        chatId: uuidSchema,
        anchor: z.discriminatedUnion('at', [
          z.object({ at: z.literal('newest') }),
          /** At the first unread message, or the newest when there is none. */
          z.object({ at: z.literal('unread') }),
          /** Around this order: `before` older ones, it and `after` newer ones. */
          z.object({ at: z.literal('order'), order: z.int() }),
        ]),
        before: z.int().check(z.minimum(0), z.maximum(200)),
        after: z.int().check(z.minimum(0), z.maximum(200)),
      }),
      z.object({
        messages: z.array(messageSchema),
        hasOlder: z.boolean(),
        hasNewer: z.boolean(),
        firstUnreadOrder: z.nullable(z.int()),
      }),
      'A run of messages in order.',
    ),
    send: call(
      z.object({
        chatId: uuidSchema,
        messageId: uuidSchema,
        text: z.string().check(z.minLength(1), z.maxLength(contentLimits.maxTextLength)),
      }),
      messageSchema,
      'Stores the message, then sends it. The id comes from the caller, so that a repeated call sends once.',
    ),
    retry: call(
      z.object({ messageId: uuidSchema }),
      messageSchema,
      'Sends a failed or undelivered message again.',
    ),
    markRead: call(
      z.object({ chatId: uuidSchema, throughOrder: z.int() }),
      emptySchema,
      'Everything up to this order was seen. The time of received messages that disappear runs from now.',
    ),
    deleteForMe: call(
      z.object({
        chatId: uuidSchema,
        orders: z.array(z.int()).check(z.minLength(1), z.maxLength(500)),
      }),
      emptySchema,
      'Deletes messages on this device only. Received ones count as seen, with everything before them. They are nowhere to be seen from the answer on, also after a crash, and can be brought back until `settleDeleted`, or until the engine ends or starts.',
    ),
    reportPreview: call(
      z.object({ chatId: uuidSchema }),
      z.object({
        /** The newest received texts, oldest first: what a report may show. */
        messages: z.array(messageSchema).check(z.maxLength(limits.maxReportedMessages)),
        /** Of those that the person leaves in a report, in all, as UTF-8. */
        mostBytes: z.int(),
        mostNoteLength: z.int(),
      }),
      'Exactly what a report to the operator of the server could show of this chat. Sends nothing.',
    ),
    report: call(
      z.object({
        chatId: uuidSchema,
        messageIds: z
          .array(uuidSchema)
          .check(z.minLength(1), z.maxLength(limits.maxReportedMessages)),
        note: z.string().check(z.maxLength(limits.maxReportNoteLength)),
        /** Once the report was taken. */
        alsoBlock: z.boolean(),
      }),
      emptySchema,
      'Shows the operator these messages of the other side, with when they were written, who wrote them, who reports, and the note; nothing else, and to nobody else. Answered once the server has it; without a connection it fails with `offline`, and nothing is kept to be sent later. The operator cannot check that they were written.',
    ),
    restoreDeleted: call(
      z.object({ orders: z.array(z.int()).check(z.minLength(1), z.maxLength(10_000)) }),
      emptySchema,
      'Brings back deleted messages, of any chat. What is removed already is left out.',
    ),
    settleDeleted: call(
      emptySchema,
      emptySchema,
      'Removes for good what was deleted and not brought back.',
    ),
  },
  events: {
    changed: event(
      z.object({
        chatId: uuidSchema,
        messages: z.array(messageSchema),
        /** Of messages that are there no more; they may appear again. */
        removedOrders: z.array(z.int()),
      }),
      'Messages appeared, changed state or were removed.',
    ),
    filledIn: event(
      z.object({ chatIds: z.array(uuidSchema) }),
      'History from another device was added to these chats, below and between what was there: more than is told one by one. Whoever shows one asks for its page anew.',
    ),
  },
});
