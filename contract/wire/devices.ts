import * as z from 'zod/mini';
import {
  accountIdSchema,
  base64Schema,
  bytesSchema,
  deviceIdSchema,
  phoneNumberSchema,
  registrationIdSchema,
  timestampSchema,
  tokenSchema,
  usernameSchema,
  uuidSchema,
} from '../ids.ts';
import { daySchema } from '../policy/fields.ts';
import { prefixedBytes, utf8ToBytes } from '../utf8.ts';
import { endpoint } from './endpoint.ts';
import { deviceKeysSchema } from './keys.ts';
import { limits } from './limits.ts';

const empty = z.object({});
/** A device's name, encrypted to the account's own devices and padded. */
const sealedNameSchema = base64Schema(512);

/** One device of the account as the server knows it. */
const listedDeviceSchema = z.object({
  deviceId: deviceIdSchema,
  registrationId: registrationIdSchema,
  signingKey: bytesSchema(32),
  signingKeySignature: bytesSchema(64),
  sealedName: z.nullable(sealedNameSchema),
  addedAt: timestampSchema,
  /** The day of its last connection, UTC; null before the first. */
  activeDay: z.nullable(daySchema),
});
export type ListedDevice = z.infer<typeof listedDeviceSchema>;

/** Linking, and the devices of an account. */
export const deviceEndpoints = {
  openMailbox: endpoint({
    method: 'POST',
    path: '/v1/linking',
    auth: 'none',
    request: empty,
    response: z.object({
      mailboxId: uuidSchema,
      readToken: tokenSchema,
      expiresAt: timestampSchema,
    }),
    errors: [],
    does: 'A place where a linked device may leave one sealed message for a new one, for five minutes.',
  }),
  readMailbox: endpoint({
    method: 'POST',
    path: '/v1/linking/:mailboxId/read',
    auth: 'none',
    request: z.object({
      mailboxId: uuidSchema,
      readToken: tokenSchema,
      /** How long to wait for it to be left. */
      waitMs: z.int().check(z.minimum(0), z.maximum(limits.maxWaitMs)),
    }),
    response: z.object({ sealed: z.nullable(base64Schema(limits.maxSealedLinkBytes)) }),
    errors: ['link_expired'],
    does: 'What was left; null when nothing was within the time. Goes with the mailbox when it expires.',
  }),
  answerMailbox: endpoint({
    method: 'PUT',
    path: '/v1/linking/:mailboxId',
    auth: 'device',
    request: z.object({ mailboxId: uuidSchema, sealed: base64Schema(limits.maxSealedLinkBytes) }),
    response: empty,
    errors: ['link_expired', 'link_used'],
    does: 'Leaves the one message of a mailbox.',
  }),
  createLinkTicket: endpoint({
    method: 'POST',
    path: '/v1/devices/tickets',
    auth: 'device',
    request: empty,
    response: z.object({ ticket: tokenSchema, expiresAt: timestampSchema }),
    errors: ['too_many_devices', 'storage_failed'],
    does: 'A ticket that adds one device to the account within five minutes.',
  }),
  addDevice: endpoint({
    method: 'POST',
    path: '/v1/devices',
    auth: 'none',
    request: z.object({
      ticket: tokenSchema,
      device: deviceKeysSchema,
      sealedName: sealedNameSchema,
    }),
    response: z.object({
      accountId: accountIdSchema,
      deviceId: deviceIdSchema,
      token: tokenSchema,
      number: phoneNumberSchema,
      username: z.nullable(usernameSchema),
      findableByNumber: z.boolean(),
    }),
    errors: ['link_expired', 'proof_invalid', 'too_many_devices', 'storage_failed'],
    does: 'Adds a device whose keys the account’s identity key signed. The same keys again with the same ticket, within its time: the same device with a new token, for an answer that was lost.',
  }),
  listDevices: endpoint({
    method: 'GET',
    path: '/v1/devices',
    auth: 'device',
    request: empty,
    response: z.object({
      devices: z.array(listedDeviceSchema).check(z.maxLength(limits.maxDevicesPerAccount)),
    }),
    errors: [],
    does: 'The account’s devices.',
  }),
  nameDevice: endpoint({
    method: 'PUT',
    path: '/v1/devices/name',
    auth: 'device',
    request: z.object({ sealedName: sealedNameSchema }),
    response: empty,
    errors: ['storage_failed'],
    does: 'Keeps the sealed name of the calling device.',
  }),
  removeDevices: endpoint({
    method: 'POST',
    path: '/v1/devices/remove',
    auth: 'device',
    request: z.object({
      devices: z
        .array(
          z.object({
            deviceId: deviceIdSchema,
            /**
             * What is handed to whoever shows the device's former token, in `details` of `unauthorized`: sealed to it and
             * signed by the device that removes it. Only such a word may wipe it; the server cannot make one.
             */
            farewell: z.nullable(base64Schema(limits.maxFarewellBytes)),
          }),
        )
        .check(z.minLength(1), z.maxLength(limits.maxDevicesPerAccount)),
    }),
    response: empty,
    errors: ['not_found', 'storage_failed'],
    does: 'Removes those of these devices that there are, at once with all that waits for them; `not_found` when none is there.',
  }),
  renewKeys: endpoint({
    method: 'PUT',
    path: '/v1/account/identity',
    auth: 'device',
    request: z.object({
      identityKey: bytesSchema(33),
      /** The identity key whose place it takes: of two changes made at once, and of one that is repeated later, one counts. */
      formerKey: bytesSchema(33),
      /** Signatures over `newKeysBytes` by the new identity and by the former one: no token alone replaces an identity. */
      proof: bytesSchema(64),
      formerProof: bytesSchema(64),
      /** Keys of the calling device under the new identity: its signing key stays, its registration id is another. */
      device: deviceKeysSchema,
      sealedName: sealedNameSchema,
    }),
    response: empty,
    errors: ['bad_request', 'proof_invalid', 'storage_failed'],
    does: 'Gives the account another identity key, and ends every other device of it with all that waits for them, tickets and transfers, in one transaction. The token of the calling device stays. The same once more is taken once more, for an answer that was lost.',
  }),
} as const;

/** The bytes that both identity keys sign when one takes the other's place; all keys as base64. */
export const newKeysBytes = (change: {
  readonly accountId: string;
  readonly formerKey: string;
  readonly identityKey: string;
  /** Of the device that asks. */
  readonly signingKey: string;
}): Uint8Array => {
  const { accountId, formerKey, identityKey, signingKey } = change;
  // JSON, so that no two of these texts run together.
  const bound = JSON.stringify([accountId, formerKey, identityKey, signingKey]);
  return prefixedBytes('bisik-new-keys-v1', utf8ToBytes(bound));
};
