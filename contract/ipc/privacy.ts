import * as z from 'zod/mini';
import { call, defineDomain } from './define.ts';

/** One thing that others may get of the person, as a kind of viewer gets it. */
const viewedRowSchema = z.object({
  what: z.enum(['name', 'number', 'about', 'photo', 'lastSeen', 'write', 'findByNumber', 'groups']),
  /** Whether such a viewer gets it, or may do it. */
  allowed: z.boolean(),
  /** The person has none of it, so nobody gets it. */
  none: z.boolean(),
  /** What they read, where it is text and they get it. */
  text: z.nullable(z.string()),
  /** What the server answers such a viewer; null where it has no part in it, or could not be asked. */
  server: z.nullable(z.boolean()),
  /** The server answers otherwise than it should: it gives what it must not, or not what it should. */
  differs: z.boolean(),
  /** The server still goes by what was chosen before: somebody who lost it, or never had it, can still get it or do it. */
  late: z.boolean(),
});
export type ViewedRow = z.infer<typeof viewedRowSchema>;

/** The person as a kind of viewer gets them. */
const viewAsSchema = z.object({
  rows: z.array(viewedRowSchema),
  /** False without a connection: then nothing was held against the server. */
  asked: z.boolean(),
});
export type ViewAs = z.infer<typeof viewAsSchema>;

/** What others see of the person. Hosted by the engine. */
export const privacyDomain = defineDomain('privacy', {
  host: 'engine',
  calls: {
    viewAs: call(
      z.object({ as: z.enum(['contact', 'stranger', 'blocked']) }),
      viewAsSchema,
      'What such a viewer gets, by the same functions that answer real ones, held against what the server answers them. Somebody blocked may still reach the server; what they write is dropped on the device.',
    ),
  },
  events: {},
});
