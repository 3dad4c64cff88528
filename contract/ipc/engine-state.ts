import * as z from 'zod/mini';
import { errorBodySchema } from '../errors/coded-error.ts';
import { timestampSchema } from '../ids.ts';
import { call, defineDomain, event } from './define.ts';
import { emptySchema } from './model.ts';

/** The way to the server. */
const connectionStateSchema = z.object({
  state: z.enum(['online', 'connecting', 'offline']),
  since: timestampSchema,
  /** Why it is offline, when there is more to say than that: a changed server key, a revoked device. */
  problem: z.nullable(errorBodySchema),
  /** Another key than the pinned one, while that is the problem. */
  offeredKey: z.nullable(z.object({ publicKey: z.string(), keyFingerprint: z.string() })),
  /** How many messages still wait here to be sent. */
  queuedCount: z.int(),
});
export type ConnectionState = z.infer<typeof connectionStateSchema>;

/** The way to the server. Hosted by the engine. */
export const connectionDomain = defineDomain('connection', {
  host: 'engine',
  calls: {
    get: call(emptySchema, connectionStateSchema, 'The state now.'),
    retry: call(emptySchema, emptySchema, 'Tries now instead of after the back-off.'),
  },
  events: { changed: event(connectionStateSchema, 'The state changed.') },
});

/** How the message database opened, and what could be kept of a damaged one. */
export const storeStateSchema = z.object({
  /** repaired: all rows kept. salvaged: what could be read was kept. failed: nothing opens; the file is untouched. */
  state: z.enum(['ok', 'repaired', 'salvaged', 'failed']),
  problem: z.nullable(errorBodySchema),
  /** Where the damaged file was kept. */
  keptAt: z.nullable(z.string()),
  kept: z.nullable(
    z.object({
      chats: z.int(),
      messages: z.int(),
      /** partly: the account's key is whole, and some that messages are exchanged with are made anew. lost: the account cannot go on here. */
      keys: z.enum(['whole', 'partly', 'lost']),
    }),
  ),
  at: z.nullable(timestampSchema),
});
export type StoreState = z.infer<typeof storeStateSchema>;

/** The state of the message database. Hosted by the engine. */
export const storeDomain = defineDomain('store', {
  host: 'engine',
  calls: {
    get: call(emptySchema, storeStateSchema, 'How the database opened.'),
    acknowledge: call(emptySchema, storeStateSchema, 'The person read what was kept; back to ok.'),
    startEmpty: call(
      emptySchema,
      storeStateSchema,
      'Only when failed: keeps the damaged file aside and starts a new database.',
    ),
  },
  events: {
    changed: event(storeStateSchema, 'The state changed.'),
    replaced: event(
      emptySchema,
      'Another database stands in its place: repaired, begun empty, or after an account. What was read before may be old.',
    ),
  },
});
