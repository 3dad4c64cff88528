import * as z from 'zod/mini';
import { base64Schema, deviceIdSchema } from '../../contract/ids.ts';
import { mostSigningKeys } from '../../contract/linking/provision.ts';
import type { MetaRepository } from '../store/types/meta.ts';

const name = 'devices.signingKeys';
const keysSchema = z.array(z.tuple([deviceIdSchema, base64Schema(32)]));
/** Signing keys (base64) with the number of their device. */
export type KnownKeys = readonly (readonly [deviceId: number, signingKey: string])[];

/** Keys of the account's devices that its identity certified, those of unlinked ones too: what they signed stays signed. */
export const loadKnownKeys = (meta: MetaRepository): KnownKeys =>
  keysSchema.safeParse(meta.get(name)).data ?? [];

/** Keeps those that are new. */
export const noteKeys = (meta: MetaRepository, certified: KnownKeys): void => {
  const known = loadKnownKeys(meta);
  const isKnown = ([deviceId, key]: KnownKeys[number]): boolean =>
    known.some(([id, other]) => id === deviceId && other === key);
  const fresh = certified.filter((one) => !isKnown(one));
  if (fresh.length > 0) meta.set(name, [...known, ...fresh].slice(-mostSigningKeys));
};
