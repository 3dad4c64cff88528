import * as z from 'zod/mini';
import { contentLimits } from '../content/limits.ts';
import { timerValueSchema } from '../content/timer.ts';
import { handleSchema } from '../handle.ts';
import { timestampSchema, uuidSchema } from '../ids.ts';
import { call, defineDomain, event } from './define.ts';
import { chatSummarySchema, emptySchema, messageBodySchema } from './model.ts';

/** Chats and who they are with. Hosted by the engine. */
export const chatsDomain = defineDomain('chats', {
  host: 'engine',
  calls: {
    list: call(
      z.object({
        limit: z.int().check(z.minimum(1), z.maximum(500)),
        before: z.nullable(z.object({ activeAt: timestampSchema, chatId: uuidSchema })),
      }),
      z.object({ chats: z.array(chatSummarySchema), hasMore: z.boolean(), unreadTotal: z.int() }),
      'One page of the chat list, newest first; without message requests, which `people.requests` gives.',
    ),
    get: call(z.object({ chatId: uuidSchema }), chatSummarySchema, 'One chat.'),
    start: call(
      z.object({
        by: handleSchema,
      }),
      z.object({ chat: chatSummarySchema }),
      'Finds a person by exact number or username and gives the chat with them, an empty one if need be.',
    ),
    saveDraft: call(
      z.object({
        chatId: uuidSchema,
        text: z.string().check(z.maxLength(contentLimits.maxDraftLength)),
      }),
      emptySchema,
      'Keeps what was typed; empty text removes the draft.',
    ),
    setTyping: call(
      z.object({ chatId: uuidSchema, typing: z.boolean() }),
      emptySchema,
      'Tells the other side, if the person allows it.',
    ),
    setTimer: call(
      z.object({ chatId: uuidSchema, afterS: timerValueSchema }),
      chatSummarySchema,
      'Sets how long new messages of a chat stay once they were seen, on both sides; null turns it off. Messages of before stay as they are.',
    ),
    askPresence: call(
      z.object({ chatId: uuidSchema }),
      emptySchema,
      'Asks whether the other side is there, for as long as the chat is open again every half minute. Answered by `presence`, or not: who hides theirs, by *privacy.whoSeesLastSeen*, neither answers nor asks.',
    ),
    search: call(
      z.object({
        text: z.string().check(z.maxLength(200)),
        limit: z.int().check(z.minimum(1), z.maximum(100)),
      }),
      z.object({
        chats: z.array(chatSummarySchema),
        messages: z.array(
          z.object({
            chatId: uuidSchema,
            messageId: uuidSchema,
            order: z.int(),
            peerName: z.string(),
            at: timestampSchema,
            outgoing: z.boolean(),
            snippet: z.array(z.object({ text: z.string(), match: z.boolean() })),
          }),
        ),
      }),
      'Chats by name and messages by words (prefixes), newest first.',
    ),
  },
  events: {
    changed: event(
      z.object({ chats: z.array(chatSummarySchema), unreadTotal: z.int() }),
      'Rows of the list changed or appeared, message requests among them. The total leaves requests out.',
    ),
    removed: event(z.object({ chatId: uuidSchema }), 'A message request was deleted.'),
    typing: event(
      z.object({ chatId: uuidSchema, typing: z.boolean() }),
      'The other side started or stopped typing.',
    ),
    presence: event(
      z.object({
        chatId: uuidSchema,
        /** Used their app within two minutes. */
        online: z.boolean(),
        /** To the minute. */
        lastSeenAt: timestampSchema,
      }),
      'The other side said whether they are there. Good for a minute; kept nowhere.',
    ),
    incoming: event(
      z.object({
        chatId: uuidSchema,
        messageId: uuidSchema,
        name: z.string(),
        body: messageBodySchema,
        at: timestampSchema,
        count: z.int(),
        /** Somebody new: `name` is empty and `body` unknown, and told for the first of their messages only. */
        request: z.boolean(),
      }),
      'New messages came in a chat; once per batch and chat, for notifications.',
    ),
  },
});
