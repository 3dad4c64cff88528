import * as z from 'zod/mini';

/**
 * Why a server knows a device no more: the number has another account now; the account was deleted; or no more than that is
 * known.
 */
export const signedOutReasonSchema = z.enum([
  'number_registered_again',
  'account_deleted',
  'device_removed',
]);
export type SignedOutReason = z.infer<typeof signedOutReasonSchema>;

/**
 * `details` of the error `unauthorized`: of the refusal over HTTP, of that of a socket before it opens, and of the error frame and
 * the reason with which an open one closes. Absent where the server cannot know.
 */
export const signedOutDetailsSchema = z.object({ reason: signedOutReasonSchema });
