import * as z from 'zod/mini';
import { accountIdSchema, timestampSchema } from '../../contract/ids.ts';
import { type SeenManifest, seenManifestSchema } from '../../contract/linking/provision.ts';
import type { MetaRepository } from '../store/types/meta.ts';

const registerStateSchema = z.object({
  /** Of this installation: 16 hex digits. */
  replica: z.string(),
  /** Whose registers these are; null while there is no account. */
  accountId: z.nullable(accountIdSchema),
  /** The highest version that was authenticated here: an older one is not believed. */
  manifest: z.nullable(seenManifestSchema),
  /** When the server last had everything that is here, by its clock. */
  syncedAt: z.nullable(timestampSchema),
  /** The newest time that a server told: an earlier one is not what brings times back. */
  latestAt: z.optional(timestampSchema),
  /** How many registers there are: fewer were lost to damage. */
  count: z.int(),
  /** The rows that this device has a value of for itself: where that was lost, what is in doubt stands in. */
  here: z.optional(z.array(z.string())),
  /** The account has another sync key: what the server has is under the former one, and is written over. */
  resealing: z.optional(z.boolean()),
  /** What was set before is not known yet: what was never written here counts as in doubt. */
  unknown: z.boolean(),
  /** Everything began at its strictest, and the person has not read it. */
  beganStrictest: z.boolean(),
});
export type RegisterState = z.infer<typeof registerStateSchema>;

const name = 'registers';

/** Null when there is none, or none that can be read. */
export const loadRegisterState = (meta: MetaRepository): RegisterState | null =>
  registerStateSchema.safeParse(meta.get(name)).data ?? null;

/** Keeps it. */
export const saveRegisterState = (meta: MetaRepository, state: RegisterState): void =>
  meta.set(name, state);

/** Of an installation that has nothing yet. */
export const newRegisterState = (replica: string): RegisterState => ({
  replica,
  accountId: null,
  manifest: null,
  syncedAt: null,
  count: 0,
  unknown: false,
  beganStrictest: false,
});

const floorName = 'registers.floor';
const floorSchema = z.object({ accountId: accountIdSchema, manifest: seenManifestSchema });

/** Another device of the account has authenticated this; kept until the account is here. Inside the transaction of joining. */
export const keepFloor = (meta: MetaRepository, accountId: string, manifest: SeenManifest): void =>
  meta.set(floorName, { accountId, manifest });

/** What `keepFloor` kept for the account, once. Inside a transaction. */
export const takeFloor = (meta: MetaRepository, accountId: string): SeenManifest | null => {
  const kept = floorSchema.safeParse(meta.get(floorName)).data;
  if (meta.get(floorName) !== undefined) meta.remove(floorName);
  return kept?.accountId === accountId ? kept.manifest : null;
};
