import * as z from 'zod/mini';
import { timestampSchema } from '../../ids.ts';

/** What checking a receipt file came to. */
export const receiptVerdictSchema = z.object({
  complete: z.boolean(),
  /** How many records it holds, and up to when it is complete. */
  records: z.nullable(z.int()),
  upTo: z.nullable(timestampSchema),
  /** `ReceiptFault`, and at which record, from 1. */
  fault: z.nullable(z.string()),
  faultAt: z.nullable(z.int()),
  /** Signed by the server that this app has pinned, and of this account. */
  ownServer: z.boolean(),
  ownAccount: z.boolean(),
});
