import * as z from 'zod/mini';
import {
  accountIdSchema,
  bytesSchema,
  deviceIdSchema,
  registrationIdSchema,
  timestampSchema,
} from '../ids.ts';
import { hashLength } from '../transparency/hashing.ts';
import { mostDistinguished } from '../transparency/keys/distinguished.ts';
import { nonceLength } from '../transparency/keys/entry.ts';
import { labelBits } from '../transparency/keys/map.ts';
import { elementLength, evaluationProofLength } from '../transparency/keys/oblivious.ts';
import { prefixedBytes } from '../utf8.ts';
import { limits } from './limits.ts';

const hash = bytesSchema(hashLength);
const count = z.int().check(z.minimum(0), z.maximum(0xffffffff));

/** A head of the map: an entry of the log of keys, `headEntry` of its time and root. */
const openedHeadSchema = z.object({
  position: z.int().check(z.minimum(0)),
  time: timestampSchema,
  root: hash,
});

/** Beside the distinguished ones, those on the way to them: the search tree over all positions is no higher. */
const mostOnTheWay = 2 * 53 + 1;

/** Heads by which a reader finds the distinguished ones. None of it counts before it is proved. */
export const keyHeadsSchema = z.object({
  heads: z.array(openedHeadSchema).check(z.maxLength(mostDistinguished + mostOnTheWay)),
});

const versionSchema = z.object({
  commitment: hash,
  /** What it is a commitment to (`commitTo`); null where it is not told, and of an account that is gone. */
  opening: z.nullable(
    z.object({
      identityKey: bytesSchema(33),
      devices: z
        .array(z.object({ deviceId: deviceIdSchema, registrationId: registrationIdSchema }))
        .check(z.maxLength(limits.maxDevicesPerAccount)),
      nonce: bytesSchema(nonceLength),
    }),
  ),
});

const siblings = z.array(hash).check(z.maxLength(labelBits));
const pathSchema = z.object({
  /** From the end of the path up to the root. */
  siblings,
  end: z.nullable(z.object({ label: hash, version: count, chain: hash })),
});

/** What the map of keys is said to hold of an account. Nothing of it counts before it is proved. */
export const keyLookupSchema = z.object({
  epoch: z.int().check(z.minimum(1)),
  /** The entry of the log that is `headEntry` of this time and the root that follows from the path. */
  position: z.int().check(z.minimum(0)),
  time: timestampSchema,
  path: pathSchema,
  /** The version before the first of `versions`, and the chain there. */
  from: count,
  chain: hash,
  versions: z.array(versionSchema).check(z.maxLength(limits.maxKeyVersionsPerAnswer)),
});

const element = bytesSchema(elementLength);

/** Inputs in one call, blinded. */
export const blindedSchema = z
  .array(element)
  .check(z.minLength(1), z.maxLength(limits.maxLabelsPerCall));

/** Both are by the one key that `labelKeySchema` names. */
export const evaluationSchema = z.object({
  evaluated: z.array(element).check(z.maxLength(limits.maxLabelsPerCall)),
  proof: bytesSchema(evaluationProofLength),
});

/** The public key by which labels are made. */
export const labelKeySchema = z.object({
  publicKey: element,
  /** The server's own key over `labelKeyBytes` of it. */
  signature: bytesSchema(64),
});

/** The bytes that a server signs with its own key to name the key by which it makes labels. */
export const labelKeyBytes = (publicKey: Uint8Array): Uint8Array<ArrayBuffer> =>
  prefixedBytes('bisik-label-key-v1', publicKey);

/** What a label is made of: `labelSecret`. */
export const labelSecretSchema = hash;

/** What the map of keys is said to hold under a label. Nothing of it counts before it is proved. */
export const labelLookupSchema = z.object({
  time: timestampSchema,
  path: pathSchema,
  /** Of the path to the leaf that commits to the label key, under the same root. */
  keyPath: siblings,
  /** What the leaf commits to (`ownerLeaf`); null where it is not told, or is not so any more. */
  opening: z.nullable(z.object({ accountId: accountIdSchema, nonce: bytesSchema(nonceLength) })),
});
