import { IdentityKeyPair } from '@signalapp/libsignal-client';
import { CodedError } from '../../contract/errors/coded-error.ts';
import { signedOutDetailsSchema } from '../../contract/wire/signed-out.ts';
import type { Account } from '../account/account.ts';
import type { Context } from '../context.ts';
import { toBase64, toBytes } from '../crypto/bytes.ts';
import { signingPublicKey } from '../crypto/signing.ts';
import { type Farewell, makeFarewell, readFarewell } from './farewell.ts';
import { mayWipe, noteUnlinked } from './may-wipe.ts';
import type { OwnList } from './own-list.ts';
import { needSyncSecret } from './sync-key.ts';

/** Removing other devices, and being removed. */
export interface Unlinking {
  /** Rejects with `bad_request` for this device, and as `Api` does. */
  readonly unlink: (deviceIds: readonly number[], wipe: boolean) => Promise<void>;
  /** What another device says that has this one wiped, by the details of the server's refusal; null when none does that counts. */
  readonly farewell: (details: unknown) => Farewell | null;
}

/** Over the account of this device. */
export const createUnlinking = (
  { store, clock, serverClock, random }: Context,
  {
    account,
    list,
    ownName,
  }: {
    readonly account: Account;
    readonly list: OwnList;
    /** What this device is called. */
    readonly ownName: () => string;
  },
): Unlinking => ({
  unlink: async (deviceIds, wipe) => {
    const ready = account.ready();
    const identity = store.keys.identity();
    if (!ready || !identity) throw new CodedError('not_registered');
    if (deviceIds.includes(ready.deviceId)) throw new CodedError('bad_request');
    // A word to a device names its key as it is now.
    if (wipe) await list.refresh();
    const secret = needSyncSecret(store.meta, ready.accountId);
    const farewellTo = (deviceId: number): string | null => {
      const signingKey = list.signingKeys().get(deviceId);
      if (!wipe || signingKey === undefined) return null;
      const said = { by: ownName(), at: serverClock.now() };
      return makeFarewell(secret, identity, { deviceId, signingKey }, said, random);
    };
    const devices = [...new Set(deviceIds)].map((deviceId) => ({
      deviceId,
      farewell: farewellTo(deviceId),
    }));
    await account.api()('removeDevices', { devices });
    noteUnlinked(store.meta, deviceIds);
    list.unlinked(deviceIds);
    await list.refresh();
  },
  farewell: (details) => {
    const { farewell } = signedOutDetailsSchema.safeParse(details).data ?? {};
    const ready = account.ready();
    const identity = store.keys.identity();
    if (farewell === undefined || !ready || !identity) return null;
    const read = readFarewell(
      needSyncSecret(store.meta, ready.accountId),
      IdentityKeyPair.deserialize(toBytes(identity.keyPair)).publicKey,
      { deviceId: ready.deviceId, signingKey: toBase64(signingPublicKey(identity.signingKey)) },
      farewell,
    );
    if (!read || !mayWipe(store.meta, read, Math.max(clock.now(), serverClock.now()))) return null;
    return { by: read.by, at: read.at };
  },
});
