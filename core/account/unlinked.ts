import * as z from 'zod/mini';
import { isCodedError } from '../../contract/errors/coded-error.ts';
import { displayNameSchema, timestampSchema } from '../../contract/ids.ts';
import type { MetaRepository } from '../store/types/meta.ts';

const name = 'account.unlinked';
const unlinkedSchema = z.object({ by: z.nullable(displayNameSchema), at: timestampSchema });
/** Which device had this one wiped, null when it did not say, and when by its clock. */
export type Unlinked = z.infer<typeof unlinkedSchema>;

/** Keeps it for the first screen; it is all that stays of what was here. */
export const keepUnlinked = (meta: MetaRepository, unlinked: Unlinked): void =>
  meta.set(name, unlinked);

/** Null when there is nothing to say. */
export const loadUnlinked = (meta: MetaRepository): Unlinked | null => {
  try {
    return unlinkedSchema.safeParse(meta.get(name)).data ?? null;
  } catch (error) {
    // Of a damaged database nothing is said.
    if (isCodedError(error)) return null;
    throw error;
  }
};

/** It was said. */
export const forgetUnlinked = (meta: MetaRepository): void => {
  if (meta.get(name) !== undefined) meta.remove(name);
};
