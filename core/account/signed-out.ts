import { type SignedOutReason, signedOutDetailsSchema } from '../../contract/wire/signed-out.ts';

/** Why the server does not know this device any more, by the details of its refusals, the surest first. */
export const signedOutReason = (...refusals: readonly unknown[]): SignedOutReason => {
  for (const details of refusals) {
    const parsed = signedOutDetailsSchema.safeParse(details);
    if (parsed.success) return parsed.data.reason;
  }
  return 'device_removed';
};
