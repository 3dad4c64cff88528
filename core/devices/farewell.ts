import { IdentityKeyPair, type PublicKey } from '@signalapp/libsignal-client';
import * as z from 'zod/mini';
import {
  accountIdSchema,
  base64Schema,
  deviceIdSchema,
  displayNameSchema,
  timestampSchema,
} from '../../contract/ids.ts';
import { bytesToUtf8, prefixedBytes, utf8ToBytes } from '../../contract/utf8.ts';
import { signingKeyCertificateBytes } from '../../contract/wire/keys.ts';
import { fromBase64, toBase64, toBytes } from '../crypto/bytes.ts';
import { isCertified } from '../crypto/certified.ts';
import { signingPublicKey, signMessage, verifySignature } from '../crypto/signing.ts';
import type { Random } from '../platform/types.ts';
import type { OwnIdentity } from '../store/types/keys.ts';
import { openFromOwn, type SyncSecret, sealForOwn } from './sync-key.ts';

const statementSchema = z.object({
  v: z.literal(1),
  accountId: accountIdSchema,
  deviceId: deviceIdSchema,
  /** Of the device that is removed: of this registration of it, and of no other. */
  signingKey: base64Schema(32),
  at: timestampSchema,
  /** What the device that removes it is called. */
  by: z.optional(displayNameSchema),
});

const farewellSchema = z.object({
  /** JSON of `statementSchema`, as it was signed. */
  statement: z.string(),
  signature: base64Schema(64),
  /** The device that removes it, and the identity's signature over that key. */
  signer: base64Schema(32),
  certificate: base64Schema(64),
});

/** Who has a device wiped, and when by the server's clock as it is known there. */
export interface Farewell {
  readonly by: string | null;
  readonly at: number;
}

/** The same with the signing key of the device that said it, base64. */
export interface SignedFarewell extends Farewell {
  readonly signer: string;
}

/** One device of an account. */
export interface NamedDevice {
  readonly deviceId: number;
  /** Base64. */
  readonly signingKey: string;
}

const signedBytes = (statement: string): Uint8Array =>
  prefixedBytes('bisik-farewell-v1', utf8ToBytes(statement));

/** The word with which this device has another wipe its messages; base64. */
export const makeFarewell = (
  secret: SyncSecret,
  own: OwnIdentity,
  target: NamedDevice,
  said: Farewell,
  random: Random,
): string => {
  const identity = IdentityKeyPair.deserialize(toBytes(own.keyPair));
  const signer = signingPublicKey(own.signingKey);
  const statement = JSON.stringify({
    v: 1,
    accountId: secret.accountId,
    deviceId: target.deviceId,
    signingKey: target.signingKey,
    at: said.at,
    ...(said.by === null ? {} : { by: said.by }),
  } satisfies z.infer<typeof statementSchema>);
  const farewell = {
    statement,
    signature: toBase64(signMessage(own.signingKey, signedBytes(statement))),
    signer: toBase64(signer),
    certificate: toBase64(identity.privateKey.sign(toBytes(signingKeyCertificateBytes(signer)))),
  } satisfies z.infer<typeof farewellSchema>;
  const content = utf8ToBytes(JSON.stringify(farewell));
  return toBase64(sealForOwn(secret, 'farewell', target.signingKey, content, random));
};

const parse = <T>(schema: z.ZodMiniType<T>, text: string): T | null => {
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
};

/**
 * What another device of the account, certified by its identity, says in `farewell`: that this very registration of this
 * device is to be wiped; null when it does not. Nobody else can make it say so: not the server, not a device of another account, not an
 * earlier registration's word. Whoever ever had the account's keys can, whatever became of their device: whether it counts is `mayWipe`'s to say.
 */
export const readFarewell = (
  secret: SyncSecret,
  identity: PublicKey,
  own: NamedDevice,
  farewell: string,
): SignedFarewell | null => {
  const opened = openFromOwn(secret, 'farewell', own.signingKey, fromBase64(farewell));
  if (!opened) return null;
  let text: string;
  try {
    text = bytesToUtf8(opened);
  } catch {
    return null;
  }
  const parsed = parse(farewellSchema, text);
  const statement = parsed && parse(statementSchema, parsed.statement);
  if (!statement || parsed.signer === own.signingKey) return null;
  const { signer: signingKey, certificate: signingKeySignature, signature } = parsed;
  const holds =
    statement.accountId === secret.accountId &&
    statement.deviceId === own.deviceId &&
    statement.signingKey === own.signingKey &&
    isCertified(identity, { signingKey, signingKeySignature }) &&
    verifySignature(fromBase64(signingKey), signedBytes(parsed.statement), fromBase64(signature));
  return holds ? { by: statement.by ?? null, at: statement.at, signer: signingKey } : null;
};
