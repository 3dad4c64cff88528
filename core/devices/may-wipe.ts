import * as z from 'zod/mini';
import { base64Schema } from '../../contract/ids.ts';
import { mostSigningKeys } from '../../contract/linking/provision.ts';
import { mostAheadMs } from '../../contract/settings/registers/register.ts';
import { limits } from '../../contract/wire/limits.ts';
import type { MetaRepository } from '../store/types/meta.ts';
import { knownDevices } from './device-news.ts';
import type { SignedFarewell } from './farewell.ts';
import { loadKnownKeys } from './known-keys.ts';

const name = 'devices.unlinkedHere';
const keysSchema = z.array(base64Schema(32));
const unlinkedHere = (meta: MetaRepository): readonly string[] =>
  keysSchema.safeParse(meta.get(name)).data ?? [];

/** The person unlinked these here: whatever the server goes on listing, their word wipes nothing any more. */
export const noteUnlinked = (meta: MetaRepository, deviceIds: readonly number[]): void => {
  const before = unlinkedHere(meta);
  const keys = loadKnownKeys(meta)
    .filter(([deviceId, key]) => deviceIds.includes(deviceId) && !before.includes(key))
    .map(([, key]) => key);
  if (keys.length > 0) meta.set(name, [...before, ...keys].slice(-mostSigningKeys));
};

/**
 * Whether a word that is the account's may have this device wiped at `now`: not of a device that is none of the account's any more, as far
 * as that is known here, nor one that was kept back for longer than the server keeps it.
 */
export const mayWipe = (
  meta: MetaRepository,
  { signer, at }: SignedFarewell,
  now: number,
): boolean =>
  knownDevices(meta).includes(signer) &&
  !unlinkedHere(meta).includes(signer) &&
  at <= now + mostAheadMs &&
  at >= now - limits.formerTokenLifetimeMs;
