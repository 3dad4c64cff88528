import * as z from 'zod/mini';
import { base64Schema, bytesSchema, timestampSchema } from '../ids.ts';
import { prefixedBytes } from '../utf8.ts';
import { endpoint } from './endpoint.ts';

/** What a device needs to send sealed, and to know who sent something sealed. */
export const sealedEndpoints = {
  senderCertificate: endpoint({
    method: 'GET',
    path: '/v1/certificate',
    auth: 'device',
    request: z.object({}),
    response: z.object({
      /** libsignal's SenderCertificate of this device: account id, device number, identity key, and no phone number. */
      certificate: base64Schema(1_024),
      expiresAt: timestampSchema,
      /** What all certificates of the server lead to: a serialised Curve25519 key, and the server key's signature over `sealedRootBytes`. */
      root: bytesSchema(33),
      rootSignature: bytesSchema(64),
    }),
    errors: [],
    does: 'A certificate that names the device to those to whom it sends sealed. Asked for by the clock, not when something is sent.',
  }),
} as const;

/** The bytes that a server signs to say what its sender certificates lead to: `bisik-sealed-root-v1`, the key. */
export const sealedRootBytes = (root: Uint8Array): Uint8Array =>
  prefixedBytes('bisik-sealed-root-v1', root);
