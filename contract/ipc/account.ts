import * as z from 'zod/mini';
import {
  accountIdSchema,
  deviceIdSchema,
  displayNameSchema,
  phoneNumberSchema,
  timestampSchema,
  usernameNameSchema,
} from '../ids.ts';
import { signedOutReasonSchema } from '../wire/signed-out.ts';
import { call, defineDomain, event } from './define.ts';
import { emptySchema } from './model.ts';

/** A server as a person sees it. */
const serverInfoSchema = z.object({
  url: z.string(),
  operator: z.string(),
  /** SHA-256 of the server's public key in groups of five digits, for a person to compare. */
  keyFingerprint: z.string(),
  publicKey: z.string(),
  pinnedAt: z.nullable(timestampSchema),
});
export type ServerInfo = z.infer<typeof serverInfoSchema>;

/** Why a device is signed out: what the server said, or `keys_lost`, of this computer's damaged database. */
export const signedOutWhySchema = z.enum([...signedOutReasonSchema.options, 'keys_lost']);
export type SignedOutWhy = z.infer<typeof signedOutWhySchema>;

/** Where registration stands. Only `ready` can chat. */
const accountStateSchema = z.discriminatedUnion('phase', [
  z.object({
    phase: z.literal('new'),
    server: z.nullable(serverInfoSchema),
    defaultServerUrl: z.nullable(z.string()),
    /** Another device had this one deleted, and it was: who (null: it did not say), and when by its clock. Gone once a person begins. */
    unlinked: z.optional(z.object({ by: z.nullable(z.string()), at: timestampSchema })),
  }),
  z.object({
    phase: z.literal('code_sent'),
    server: serverInfoSchema,
    number: phoneNumberSchema,
    expiresAt: timestampSchema,
    resendAt: timestampSchema,
  }),
  z.object({ phase: z.literal('verified'), server: serverInfoSchema, number: phoneNumberSchema }),
  z.object({
    phase: z.literal('ready'),
    server: serverInfoSchema,
    accountId: accountIdSchema,
    deviceId: deviceIdSchema,
    number: phoneNumberSchema,
    name: z.string(),
    username: z.nullable(z.string()),
    findableByNumber: z.boolean(),
  }),
  /** The server no longer knows this device, or it lost its keys; messages here stay readable. */
  z.object({
    phase: z.literal('signed_out'),
    server: serverInfoSchema,
    number: phoneNumberSchema,
    reason: signedOutWhySchema,
  }),
]);
export type AccountState = z.infer<typeof accountStateSchema>;

/** Registration and the person's own account. Hosted by the engine. */
export const accountDomain = defineDomain('account', {
  host: 'engine',
  calls: {
    get: call(emptySchema, accountStateSchema, 'Where registration stands.'),
    describeServer: call(
      z.object({ url: z.string().check(z.maxLength(300)) }),
      serverInfoSchema,
      'Asks a server who operates it and for its key, without choosing it.',
    ),
    chooseServer: call(
      z.object({ url: z.string().check(z.maxLength(300)), publicKey: z.string() }),
      accountStateSchema,
      'Pins the server that was described.',
    ),
    requestCode: call(
      z.object({ number: phoneNumberSchema }),
      accountStateSchema,
      'Has a code sent to the number.',
    ),
    submitCode: call(
      z.object({ code: z.string().check(z.regex(/^\d{6}$/)) }),
      accountStateSchema,
      'Proves the number.',
    ),
    restart: call(
      emptySchema,
      accountStateSchema,
      'Back to the number, before an account exists or after it was signed out.',
    ),
    finish: call(
      z.object({ name: displayNameSchema, findableByNumber: z.boolean() }),
      accountStateSchema,
      'Makes the keys and the account.',
    ),
    setName: call(
      z.object({ name: displayNameSchema }),
      accountStateSchema,
      'Changes the name that contacts see.',
    ),
    setUsername: call(
      z.object({ name: z.nullable(usernameNameSchema) }),
      accountStateSchema,
      'Takes or gives up a username; the server adds the digits.',
    ),
    acceptServerKey: call(
      z.object({ publicKey: z.string() }),
      accountStateSchema,
      'Pins the key that the alarm showed.',
    ),
    remove: call(
      z.object({ number: phoneNumberSchema }),
      accountStateSchema,
      'Deletes the account on the server, then everything here. The number is typed to confirm.',
    ),
  },
  events: {
    changed: event(accountStateSchema, 'The state changed.'),
  },
});
