import * as z from 'zod/mini';
import type { StoredAccount } from './stored.ts';

type Reason = Extract<StoredAccount, { phase: 'signed_out' }>['reason'];

const detailsSchema = z.object({
  reason: z.enum(['number_registered_again', 'account_deleted', 'device_removed']),
});

/** Why the server does not know this device any more, by the details of its refusal. */
export const signedOutReason = (details: unknown): Reason => {
  const parsed = detailsSchema.safeParse(details);
  return parsed.success ? parsed.data.reason : 'device_removed';
};
