import * as z from 'zod/mini';
import { bytesSchema, deviceIdSchema, registrationIdSchema, timestampSchema } from '../ids.ts';
import { hashLength } from '../transparency/hashing.ts';
import { mostDistinguished } from '../transparency/keys/distinguished.ts';
import { nonceLength } from '../transparency/keys/entry.ts';
import { labelBits } from '../transparency/keys/map.ts';
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

/** What the map of keys is said to hold of an account. Nothing of it counts before it is proved. */
export const keyLookupSchema = z.object({
  epoch: z.int().check(z.minimum(1)),
  /** The entry of the log that is `headEntry` of this time and the root that follows from the path. */
  position: z.int().check(z.minimum(0)),
  time: timestampSchema,
  path: z.object({
    /** From the end of the path up to the root. */
    siblings: z.array(hash).check(z.maxLength(labelBits)),
    end: z.nullable(z.object({ label: hash, version: count, chain: hash })),
  }),
  /** The version before the first of `versions`, and the chain there. */
  from: count,
  chain: hash,
  versions: z.array(versionSchema).check(z.maxLength(limits.maxKeyVersionsPerAnswer)),
});
