import * as z from 'zod/mini';
import { accountIdSchema } from '../ids.ts';
import type { Lattice } from './lattice.ts';

/** From the narrowest to the widest. */
export const audiences = ['nobody', 'contacts', 'everyone'] as const;

/** How many accounts one list of exceptions may name. */
export const maxExceptions = 500;
const listSchema = z.array(accountIdSchema).check(z.maxLength(maxExceptions));

/** Who is let at something: an audience, accounts that always are, and accounts that never are, which rules over both. */
export const audienceSchema = z.strictObject({
  audience: z.enum(audiences),
  always: listSchema,
  never: listSchema,
});
export type Audience = z.infer<typeof audienceSchema>;

/** An audience without exceptions. */
export const only = (audience: Audience['audience']): Audience => ({
  audience,
  always: [],
  never: [],
});

const nobody = only('nobody');
const unique = (accounts: readonly string[]): string[] => [...new Set(accounts)].sort();

/**
 * The narrower audience, who is always let at it by both, who is never by either. What lets nobody at it has one form; what
 * would need a longer list than is allowed lets nobody at it.
 */
export const audienceLattice: Lattice<Audience> = {
  meet: (one, other) => {
    const widest = Math.min(audiences.indexOf(one.audience), audiences.indexOf(other.audience));
    const both = new Set(other.always);
    const always = unique(one.always.filter((account) => both.has(account)));
    const never = unique([...one.never, ...other.never]);
    const audience = audiences[widest] ?? 'nobody';
    const letsNobody = audience === 'nobody' && always.length === 0;
    return letsNobody || never.length > maxExceptions ? nobody : { audience, always, never };
  },
  strictest: nobody,
};

/** True when `accountId`, a contact or not, is let at it. */
export const isInAudience = (
  { audience, always, never }: Audience,
  accountId: string,
  isContact: boolean,
): boolean =>
  !never.includes(accountId) &&
  (audience === 'everyone' || (audience === 'contacts' && isContact) || always.includes(accountId));
