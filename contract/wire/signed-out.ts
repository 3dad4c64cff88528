import * as z from 'zod/mini';
import { base64Schema } from '../ids.ts';
import { limits } from './limits.ts';

/**
 * Why a server knows a device no more: the number has another account now; the account was deleted; another device of the
 * account removed it, or it was given another token; or another device gave the account new keys, which ends all others.
 */
export const signedOutReasonSchema = z.enum([
  'number_registered_again',
  'account_deleted',
  'device_removed',
  'keys_replaced',
]);
export type SignedOutReason = z.infer<typeof signedOutReasonSchema>;

/**
 * `details` of the error `unauthorized`: of the refusal over HTTP, of that of a socket before it opens, and of the error frame and
 * the reason with which an open one closes. Absent where the server cannot know. `farewell`: what the device that removed it left
 * for it (`removeDevices`); a socket that was open closes without it, as there is no room in its reason.
 */
export const signedOutDetailsSchema = z.object({
  reason: signedOutReasonSchema,
  farewell: z.optional(base64Schema(limits.maxFarewellBytes)),
});
