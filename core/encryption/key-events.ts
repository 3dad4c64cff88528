import type { KeyEvent } from '../../contract/ipc/encryption.ts';
import { toHex, toKeyHash } from '../crypto/key-hash.ts';
import type { Store } from '../store/types.ts';

/** What this device saw of the keys of an account, newest first. `comparedAt`: when the key in use was compared; null when it was not. */
export const keyEvents = (
  { keys, keyChanges }: Pick<Store, 'keys' | 'keyChanges'>,
  accountId: string,
  comparedAt: number | null,
): KeyEvent[] => {
  const present = keys.peerIdentity(accountId);
  if (!present) return [];
  const change = keyChanges.get(accountId);
  const keyHash = toKeyHash(present.identityKey);
  const oldestFirst: KeyEvent[] = [...keys.formerIdentities(accountId).toReversed(), present].map(
    ({ identityKey, firstSeenAt }, index) => ({
      what: index === 0 ? 'first_seen' : 'replaced',
      at: firstSeenAt,
      keyHash: toKeyHash(identityKey),
    }),
  );
  if (change?.state === 'undecided')
    oldestFirst.push({
      what: 'shown',
      at: change.shownAt,
      keyHash: toHex(change.keyHash),
    });
  if (comparedAt !== null) oldestFirst.push({ what: 'verified', at: comparedAt, keyHash });
  return oldestFirst.sort((a, b) => a.at - b.at).reverse();
};
