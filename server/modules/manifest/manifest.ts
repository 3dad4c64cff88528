import { CodedError } from '../../../contract/errors/coded-error.ts';
import { limits } from '../../../contract/wire/limits.ts';
import { callerOf, type Handlers } from '../../http/handlers.ts';
import type { Clock } from '../../platform/clock.ts';
import type { ManifestStore } from '../../store/types/manifests.ts';

/** The account's sealed settings. What stands in them only its devices can read. */
export const createManifestHandlers = (
  store: ManifestStore,
  clock: Clock,
): Pick<Handlers, 'getManifest' | 'putManifest'> => ({
  getManifest: async (_request, context) => ({
    manifest: await store.get(callerOf(context).accountRef),
    now: clock.now(),
  }),
  putManifest: async (manifest, context) => {
    const { accountRef, deviceRef } = callerOf(context);
    // Devices go back below none that they saw: a stolen one must not use up the numbers before it is unlinked.
    if (manifest.version > manifest.over + limits.maxManifestStep)
      throw new CodedError('bad_request');
    const outcome = await store.put(accountRef, deviceRef, manifest);
    if (outcome === 'gone') throw new CodedError('unauthorized');
    if (outcome === 'conflict') throw new CodedError('manifest_conflict');
    return { now: clock.now() };
  },
});
