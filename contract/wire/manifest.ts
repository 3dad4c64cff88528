import * as z from 'zod/mini';
import { base64Schema, timestampSchema } from '../ids.ts';
import { endpoint } from './endpoint.ts';
import { limits } from './limits.ts';

const versionSchema = z.int().check(z.minimum(1));
/** Ciphertext of the account's registers, padded to a size class. */
const contentSchema = base64Schema(limits.maxManifestBytes);

/** The account's settings as the server keeps them: ciphertext with a version. */
export const manifestEndpoints = {
  getManifest: endpoint({
    method: 'GET',
    path: '/v1/account/manifest',
    auth: 'device',
    request: z.object({}),
    response: z.object({
      manifest: z.nullable(z.object({ version: versionSchema, content: contentSchema })),
      /** The server's clock: what confirms that the end of a temporary setting came. */
      now: timestampSchema,
    }),
    errors: [],
    does: 'The newest version of the account’s sealed settings.',
  }),
  putManifest: endpoint({
    method: 'PUT',
    path: '/v1/account/manifest',
    auth: 'device',
    request: z.object({
      version: versionSchema,
      /** The version that it takes the place of; 0 for none. */
      over: z.int().check(z.minimum(0)),
      content: contentSchema,
    }),
    response: z.object({ now: timestampSchema }),
    errors: ['manifest_conflict', 'storage_failed'],
    does: 'Takes a version that is above the one here; refused unless that is the one that it takes the place of. More than one above it is what a device does that once saw a later one.',
  }),
} as const;
