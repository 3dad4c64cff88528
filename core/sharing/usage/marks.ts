import * as z from 'zod/mini';
import { timestampSchema } from '../../../contract/ids.ts';
import { daySchema } from '../../../contract/policy/fields.ts';
import type { MetaRepository } from '../../store/types/meta.ts';

const countingSchema = z.object({
  /** The first day that was not handed over yet. */
  from: daySchema,
  /** Hashes of the choices that it is counted for: another yes is another count. */
  restsOn: z.string(),
});
export type Counting = z.infer<typeof countingSchema>;

const toldSchema = z.object({
  about: z.string(),
  restsOn: z.string(),
  at: timestampSchema,
});
/** What was told last of the app and the system. */
export type Told = z.infer<typeof toldSchema>;

const mark = <T>(name: string, schema: z.ZodMiniType<T>) => ({
  /** Null for none, and for one that cannot be read. */
  load: (meta: MetaRepository): T | null => {
    const parsed = schema.safeParse(meta.get(name));
    return parsed.success ? parsed.data : null;
  },
  /** Null removes it. */
  save: (meta: MetaRepository, value: T | null): void =>
    value === null ? meta.remove(name) : meta.set(name, value),
});

/** Since when openings are counted. */
export const countingMark = mark<Counting>('sharing.counting', countingSchema);
/** What was told last of the app and the system, and on which yes. */
export const toldMark = mark<Told>('sharing.told', toldSchema);
