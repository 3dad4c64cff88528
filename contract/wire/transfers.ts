import * as z from 'zod/mini';
import { timestampSchema, uuidSchema } from '../ids.ts';
import { endpoint } from './endpoint.ts';
import { limits } from './limits.ts';

const empty = z.object({});
const transferIdSchema = uuidSchema;
const indexSchema = z.coerce
  .number()
  .check(z.int(), z.minimum(0), z.maximum(limits.maxTransferChunks - 1));
const countSchema = z.int().check(z.minimum(0), z.maximum(limits.maxTransferChunks));

/** History on its way from one device of an account to another: sealed chunks in a store of their own. */
export const transferEndpoints = {
  openTransfer: endpoint({
    method: 'POST',
    path: '/v1/transfers',
    auth: 'device',
    request: empty,
    response: z.object({ transferId: transferIdSchema, expiresAt: timestampSchema }),
    errors: ['quota_full', 'storage_failed'],
    does: 'Opens a transfer; it and its chunks go when it is closed, or after 24 hours.',
  }),
  describeTransfer: endpoint({
    method: 'GET',
    path: '/v1/transfers/:transferId',
    auth: 'device',
    request: z.object({ transferId: transferIdSchema }),
    response: z.object({
      /** Chunks 0 to this, exclusive, were put. */
      put: countSchema,
      /** Chunks 0 to this, exclusive, were taken and are gone. */
      taken: countSchema,
      /** How many there will be; null while the sender goes on. */
      total: z.nullable(countSchema),
      expiresAt: timestampSchema,
    }),
    errors: ['not_found'],
    does: 'How far a transfer is.',
  }),
  putChunk: endpoint({
    method: 'PUT',
    path: '/v1/transfers/:transferId/chunks/:index',
    auth: 'device',
    /** The body is the chunk's bytes. */
    carries: 'request',
    request: z.object({ transferId: transferIdSchema, index: indexSchema }),
    response: empty,
    errors: ['not_found', 'quota_full', 'too_large', 'storage_failed'],
    does: 'Puts the next chunk; the same again is taken again. On disk when answered.',
  }),
  endTransfer: endpoint({
    method: 'POST',
    path: '/v1/transfers/:transferId/end',
    auth: 'device',
    request: z.object({ transferId: transferIdSchema, total: countSchema }),
    response: empty,
    errors: ['not_found', 'bad_request'],
    does: 'There are no more chunks than these.',
  }),
  getChunk: endpoint({
    method: 'GET',
    path: '/v1/transfers/:transferId/chunks/:index',
    auth: 'device',
    /** The answer is the chunk's bytes; none of them: it was not put within the time. */
    carries: 'response',
    request: z.object({
      transferId: transferIdSchema,
      index: indexSchema,
      waitMs: z.coerce.number().check(z.int(), z.minimum(0), z.maximum(limits.maxWaitMs)),
    }),
    response: empty,
    errors: ['not_found'],
    does: 'A chunk, waiting for it for a while.',
  }),
  takeChunks: endpoint({
    method: 'POST',
    path: '/v1/transfers/:transferId/taken',
    auth: 'device',
    request: z.object({ transferId: transferIdSchema, count: countSchema }),
    response: empty,
    errors: ['not_found'],
    does: 'Chunks 0 to this, exclusive, are on the new device’s disk and go.',
  }),
  closeTransfer: endpoint({
    method: 'DELETE',
    path: '/v1/transfers/:transferId',
    auth: 'device',
    request: z.object({ transferId: transferIdSchema }),
    response: empty,
    errors: [],
    does: 'Ends a transfer and removes all of it.',
  }),
} as const;
