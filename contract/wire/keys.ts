import * as z from 'zod/mini';
import { accountIdSchema, bytesSchema, deviceIdSchema, registrationIdSchema } from '../ids.ts';
import { prefixedBytes } from '../utf8.ts';
import { limits } from './limits.ts';

const keyIdSchema = z.int().check(z.minimum(0), z.maximum(0xffffff));

/** An EC one-time pre-key: a serialised Curve25519 public key (33 bytes). */
export const preKeySchema = z.object({ keyId: keyIdSchema, publicKey: bytesSchema(33) });
/** A key signed by the identity key (XEdDSA, as in X3DH section 2.4 and PQXDH section 2.2). */
export const signedPreKeySchema = z.object({
  keyId: keyIdSchema,
  publicKey: bytesSchema(33),
  signature: bytesSchema(64),
});
/** A Kyber-1024 public key (1,569 bytes with its type byte), signed by the identity key. */
export const kyberPreKeySchema = z.object({
  keyId: keyIdSchema,
  publicKey: bytesSchema(1_569),
  signature: bytesSchema(64),
});

/** What a device publishes when it is made. */
export const deviceKeysSchema = z.object({
  registrationId: registrationIdSchema,
  /** Ed25519 public key (32 bytes, RFC 8032) that signs this device's requests. */
  signingKey: bytesSchema(32),
  /** The identity's signature over `bisik-device-v1` ‖ signing key. */
  signingKeySignature: bytesSchema(64),
  signedPreKey: signedPreKeySchema,
  lastResortKyberPreKey: kyberPreKeySchema,
  preKeys: z.array(preKeySchema).check(z.maxLength(limits.maxPreKeysPerUpload)),
  kyberPreKeys: z.array(kyberPreKeySchema).check(z.maxLength(limits.maxKyberPreKeysPerUpload)),
});
export type DeviceKeys = z.infer<typeof deviceKeysSchema>;

/** What a sender gets to begin a session with one device (PQXDH section 3.2). */
const preKeyBundleSchema = z.object({
  deviceId: deviceIdSchema,
  registrationId: registrationIdSchema,
  signedPreKey: signedPreKeySchema,
  preKey: z.nullable(preKeySchema),
  kyberPreKey: kyberPreKeySchema,
});
/** What `takeKeys` gives of one account: one bundle for each device. */
export const keyBundlesSchema = z.object({
  accountId: accountIdSchema,
  identityKey: bytesSchema(33),
  devices: z.array(preKeyBundleSchema),
});
export type KeyBundles = z.infer<typeof keyBundlesSchema>;

/** The signing key of each device of an account, by whom it is certified. Nothing of it counts before its certificate was checked. */
export const signingKeysSchema = z.object({
  identityKey: bytesSchema(33),
  devices: z
    .array(
      z.object({
        deviceId: deviceIdSchema,
        registrationId: registrationIdSchema,
        signingKey: bytesSchema(32),
        signingKeySignature: bytesSchema(64),
      }),
    )
    .check(z.maxLength(limits.maxDevicesPerAccount)),
});

/** The bytes whose signature by the identity certifies a device's signing key. */
export const signingKeyCertificateBytes = (signingKey: Uint8Array): Uint8Array =>
  prefixedBytes('bisik-device-v1', signingKey);
