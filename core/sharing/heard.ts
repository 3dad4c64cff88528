import * as z from 'zod/mini';
import { timestampSchema } from '../../contract/ids.ts';
import { recipientIdSchema, regimeSchema } from '../../contract/policy/document.ts';
import type { MetaRepository } from '../store/types/meta.ts';

const heardSchema = z.object({
  /** By the server's clock. */
  at: timestampSchema,
  /** How far the server's clock is ahead of this computer's, ms. */
  aheadMs: z.int(),
  serverKey: z.string(),
  /** The server listed a version that is not as it was signed. */
  unknownPolicies: z.boolean(),
  unconfirmed: z.boolean(),
  /** The regime that it named, where that was stricter than what was worked out here; otherwise null. */
  namedRegime: z.optional(z.nullable(regimeSchema)),
  affiliate: z.nullable(z.object({ recipient: recipientIdSchema, name: z.string() })),
});
/** What the server said last of sharing. */
export type Heard = z.infer<typeof heardSchema>;

const name = 'sharing.heard';

/** Null for never; `damaged` for what cannot be read, which counts as the stricter. */
export const loadHeard = (meta: MetaRepository): Heard | null | 'damaged' => {
  const kept = meta.get(name);
  if (kept === undefined) return null;
  const parsed = heardSchema.safeParse(kept);
  return parsed.success ? parsed.data : 'damaged';
};

/** Keeps what was heard; null forgets it. */
export const saveHeard = (meta: MetaRepository, heard: Heard | null): void =>
  heard ? meta.set(name, heard) : meta.remove(name);
