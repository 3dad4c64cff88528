import * as z from 'zod/mini';
import { canonicalJson } from '../canonical-json.ts';
import { accountIdSchema, deviceIdSchema } from '../ids.ts';
import { hashSchema } from '../policy/document.ts';
import { recordVersion } from './record.ts';

/** What every version of a record says of its place. */
const placeSchema = z.object({
  v: z.int().check(z.minimum(recordVersion)),
  accountId: accountIdSchema,
  deviceId: deviceIdSchema,
  sequence: z.int().check(z.minimum(1)),
  previous: z.nullable(hashSchema),
});
/** Where a record says that it stands: which device’s, and behind which. */
export type Place = z.infer<typeof placeSchema>;
/** The same within its device’s chain. */
export type ChainPlace = Pick<Place, 'sequence' | 'previous'>;

/** The place that a record claims, of any version; null when it is not the canonical JSON of a record. Never throws. */
export const placeOf = (text: string): Place | null => {
  try {
    const value: unknown = JSON.parse(text);
    if (canonicalJson(value) !== text) return null;
    const parsed = placeSchema.safeParse(value);
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
};
