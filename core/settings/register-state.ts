import * as z from 'zod/mini';
import { accountIdSchema, timestampSchema } from '../../contract/ids.ts';
import type { MetaRepository } from '../store/types/meta.ts';

const seenManifestSchema = z.object({ version: z.int(), hash: z.string() });
/** A version of the manifest that this device read or wrote, and the SHA-256 of its ciphertext in hex. */
export type SeenManifest = z.infer<typeof seenManifestSchema>;

const registerStateSchema = z.object({
  /** Of this installation: 16 hex digits. */
  replica: z.string(),
  /** Whose registers these are; null while there is no account. */
  accountId: z.nullable(accountIdSchema),
  /** The highest version that was authenticated here: an older one is not believed. */
  manifest: z.nullable(seenManifestSchema),
  /** When the server last had everything that is here, by its clock. */
  syncedAt: z.nullable(timestampSchema),
  /** How many registers there are: fewer were lost to damage. */
  count: z.int(),
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
