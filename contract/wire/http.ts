import * as z from 'zod/mini';
import {
  accountIdSchema,
  bytesSchema,
  deviceIdSchema,
  phoneNumberSchema,
  timestampSchema,
  tokenSchema,
  usernameNameSchema,
  usernameSchema,
  uuidSchema,
} from '../ids.ts';
import { prefixedBytes } from '../utf8.ts';
import { deviceEndpoints } from './devices.ts';
import { endpoint } from './endpoint.ts';
import {
  deviceKeysSchema,
  keyBundlesSchema,
  kyberPreKeySchema,
  preKeySchema,
  signedPreKeySchema,
  signingKeysSchema,
} from './keys.ts';
import { limits } from './limits.ts';
import { manifestEndpoints } from './manifest.ts';
import { peopleEndpoints } from './people.ts';
import { sealedEndpoints } from './sealed.ts';
import { sharingEndpoints } from './sharing.ts';
import { transferEndpoints } from './transfers.ts';
import { transparencyEndpoints } from './transparency.ts';

const empty = z.object({});

/** Every HTTP endpoint of the server, by name. */
export const endpoints = {
  describeServer: endpoint({
    method: 'GET',
    path: '/v1/server',
    auth: 'none',
    /** What the server signs. */
    request: z.object({ challenge: tokenSchema }),
    response: z.object({
      bisik: z.literal(1),
      operator: z.string(),
      version: z.string(),
      /** What its clock shows; one of before does not say it. */
      now: z.optional(timestampSchema),
      /** Ed25519 public key, and its signature over `bisik-server-v1` ‖ challenge bytes (32). */
      publicKey: bytesSchema(32),
      signature: bytesSchema(64),
    }),
    errors: [],
    does: 'Says who operates the server and proves its key.',
  }),
  requestCode: endpoint({
    method: 'POST',
    path: '/v1/registrations',
    auth: 'none',
    request: z.object({ number: phoneNumberSchema }),
    response: z.object({
      registrationId: uuidSchema,
      expiresAt: timestampSchema,
      resendAt: timestampSchema,
    }),
    errors: ['number_invalid', 'code_not_sent'],
    does: 'Sends a six-digit code to a number.',
  }),
  submitCode: endpoint({
    method: 'POST',
    path: '/v1/registrations/:registrationId/code',
    auth: 'none',
    request: z.object({ registrationId: uuidSchema, code: z.string().check(z.regex(/^\d{6}$/)) }),
    response: z.object({ registrationToken: tokenSchema, expiresAt: timestampSchema }),
    errors: ['code_wrong', 'code_expired', 'code_tries_used_up'],
    does: 'Proves the number; the token makes one account.',
  }),
  createAccount: endpoint({
    method: 'POST',
    path: '/v1/accounts',
    auth: 'optional',
    request: z.object({
      registrationToken: tokenSchema,
      identityKey: bytesSchema(33),
      findableByNumber: z.boolean(),
      device: deviceKeysSchema,
    }),
    response: z.object({
      accountId: accountIdSchema,
      deviceId: deviceIdSchema,
      token: tokenSchema,
      /** The number had another account, which is gone now with all that was kept of it. */
      hadAccount: z.boolean(),
    }),
    errors: ['code_expired', 'proof_invalid'],
    does: 'Makes an account. With a device of the number’s present account in Authorization and the same identity key the account id stays; else it is new and the former account is gone.',
  }),
  getAccount: endpoint({
    method: 'GET',
    path: '/v1/account',
    auth: 'device',
    request: empty,
    response: z.object({
      accountId: accountIdSchema,
      deviceId: deviceIdSchema,
      number: phoneNumberSchema,
      username: z.nullable(usernameSchema),
      findableByNumber: z.boolean(),
    }),
    errors: [],
    does: 'The person’s own account.',
  }),
  deleteAccount: endpoint({
    method: 'DELETE',
    path: '/v1/account',
    auth: 'device',
    request: empty,
    response: empty,
    errors: ['storage_failed'],
    does: 'Removes the account and all that belongs to it.',
  }),
  setUsername: endpoint({
    method: 'PUT',
    path: '/v1/account/username',
    auth: 'device',
    request: z.object({ name: z.nullable(usernameNameSchema) }),
    response: z.object({ username: z.nullable(usernameSchema) }),
    errors: ['username_taken'],
    does: 'Takes a username, the server choosing the digits, or gives it up.',
  }),
  setFindable: endpoint({
    method: 'PUT',
    path: '/v1/account/findable',
    auth: 'device',
    request: z.object({ findableByNumber: z.boolean() }),
    response: z.object({ findableByNumber: z.boolean() }),
    errors: ['storage_failed'],
    does: 'Whether others find the account by exact number.',
  }),
  lookupNumber: endpoint({
    method: 'POST',
    path: '/v1/lookups/number',
    auth: 'device',
    request: z.object({ number: phoneNumberSchema }),
    response: z.object({ accountId: accountIdSchema }),
    errors: ['recipient_not_found'],
    does: 'Exact match only; absent and hidden answer alike.',
  }),
  lookupUsername: endpoint({
    method: 'POST',
    path: '/v1/lookups/username',
    auth: 'device',
    request: z.object({ username: usernameSchema }),
    response: z.object({ accountId: accountIdSchema }),
    errors: ['recipient_not_found'],
    does: 'Exact match only.',
  }),
  takeKeys: endpoint({
    method: 'POST',
    path: '/v1/accounts/:accountId/keys',
    auth: 'device',
    /** Devices to take a bundle of; all when absent. */
    request: z.object({
      accountId: accountIdSchema,
      deviceIds: z.optional(
        z.array(deviceIdSchema).check(z.minLength(1), z.maxLength(limits.maxDevicesPerAccount)),
      ),
    }),
    response: keyBundlesSchema,
    errors: ['recipient_gone'],
    does: 'Hands out pre-key bundles; each one-time key once, ever. Of the own account those of the other devices.',
  }),
  listSigningKeys: endpoint({
    method: 'GET',
    path: '/v1/accounts/:accountId/signing-keys',
    auth: 'device',
    request: z.object({ accountId: accountIdSchema }),
    response: signingKeysSchema,
    errors: ['recipient_gone'],
    does: 'The signing keys of an account’s devices, with the identity key’s certificates. Not when they were added.',
  }),
  addKeys: endpoint({
    method: 'PUT',
    path: '/v1/keys',
    auth: 'device',
    request: z.object({
      signedPreKey: z.optional(signedPreKeySchema),
      lastResortKyberPreKey: z.optional(kyberPreKeySchema),
      preKeys: z.array(preKeySchema).check(z.maxLength(limits.maxPreKeysPerUpload)),
      kyberPreKeys: z.array(kyberPreKeySchema).check(z.maxLength(limits.maxKyberPreKeysPerUpload)),
    }),
    response: z.object({ preKeyCount: z.int(), kyberPreKeyCount: z.int() }),
    errors: ['proof_invalid', 'storage_failed'],
    does: 'Adds one-time keys and rotates the signed ones.',
  }),
  countKeys: endpoint({
    method: 'GET',
    path: '/v1/keys',
    auth: 'device',
    request: empty,
    response: z.object({
      preKeyCount: z.int(),
      kyberPreKeyCount: z.int(),
      /** Of the Kyber key that is handed out when no other is left; servers of before do not tell. */
      lastResortKyberKeyId: z.optional(z.int()),
    }),
    errors: [],
    does: 'How many one-time keys are left, and which Kyber key is the last resort.',
  }),
  ...transparencyEndpoints,
  ...sharingEndpoints,
  ...deviceEndpoints,
  ...manifestEndpoints,
  ...transferEndpoints,
  ...peopleEndpoints,
  ...sealedEndpoints,
} as const;

export type Endpoints = typeof endpoints;

/** The bytes that a server signs to prove its key. */
export const serverProofBytes = (challenge: Uint8Array): Uint8Array =>
  prefixedBytes('bisik-server-v1', challenge);

/** Path of the WebSocket, with `?v=<protocolVersion>`; same Authorization as the endpoints. */
export const socketPath = '/v1/socket';

/** Path of the WebSocket for sealed sending, with the same `v`. It takes `send` frames from nobody in particular: who shows an Authorization or a cookie is refused. */
export const sealedSocketPath = '/v1/sealed';
