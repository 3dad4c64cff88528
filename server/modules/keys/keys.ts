import { CodedError } from '../../../contract/errors/coded-error.ts';
import { callerOf, type Handlers } from '../../http/handlers.ts';
import type { RateLimiter } from '../../http/rate-limiter.ts';
import type { AccountStore, AddedKeys, KeyCounts, KeyStore } from '../../store/types.ts';

export interface KeyDependencies {
  readonly store: KeyStore;
  readonly accounts: Pick<AccountStore, 'get'>;
  readonly lowCount: number;
  /** Throws `proof_invalid`. */
  readonly checkKeys: (identityKey: string, keys: AddedKeys) => void;
  /** How often one account may take the keys of one other: each taking costs that one a key, and a new one kept. */
  readonly pairs: RateLimiter;
  /** A device has few one-time keys left. */
  readonly onLow: (deviceRef: number, counts: KeyCounts) => void;
}

type KeyHandlers = Pick<Handlers, 'takeKeys' | 'listSigningKeys' | 'addKeys' | 'countKeys'>;

export const createKeyHandlers = ({
  store,
  accounts,
  lowCount,
  checkKeys,
  pairs,
  onLow,
}: KeyDependencies): KeyHandlers => ({
  takeKeys: async ({ accountId, deviceIds }, context) => {
    const { accountRef, deviceRef: asking } = callerOf(context);
    const retryAfterMs = pairs.take(`${accountRef} ${accountId}`);
    if (retryAfterMs > 0) throw new CodedError('rate_limited', { retryAfterMs });
    const taken = await store.take(accountId, deviceIds, asking);
    if (taken === null) throw new CodedError('recipient_gone');
    for (const { deviceRef, preKeyCount, kyberPreKeyCount } of taken.devices) {
      if (preKeyCount < lowCount || kyberPreKeyCount < lowCount)
        onLow(deviceRef, { preKeyCount, kyberPreKeyCount });
    }
    const devices = taken.devices.map(
      ({ deviceId, registrationId, signedPreKey, preKey, kyberPreKey }) => ({
        deviceId,
        registrationId,
        signedPreKey,
        preKey,
        kyberPreKey,
      }),
    );
    return { accountId, identityKey: taken.identityKey, devices };
  },
  listSigningKeys: async ({ accountId }) => {
    const found = await store.signingKeys(accountId);
    if (found === null) throw new CodedError('recipient_gone');
    return { identityKey: found.identityKey, devices: [...found.devices] };
  },
  addKeys: async (keys, context) => {
    const { accountRef, deviceRef } = callerOf(context);
    const account = await accounts.get(accountRef);
    if (account === null) throw new CodedError('unauthorized');
    checkKeys(account.identityKey, keys);
    const counts = await store.add(deviceRef, account.identityKey, keys);
    if (counts === null) throw new CodedError('proof_invalid');
    return counts;
  },
  countKeys: async (_request, context) => {
    const { deviceRef } = callerOf(context);
    const lastResortKyberKeyId = (await store.lastResortId(deviceRef)) ?? undefined;
    return { ...(await store.count(deviceRef)), lastResortKyberKeyId };
  },
});
