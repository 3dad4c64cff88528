import type { ChatEncryption, KeyEvent } from '../../contract/ipc/encryption.ts';
import { toHex, toKeyHash } from '../crypto/key-hash.ts';
import type { PeerDeviceRow } from '../store/types/peer-devices.ts';
import type { Store } from '../store/types.ts';
import { toRegistration } from './devices.ts';

const earliest = (times: readonly number[]): number =>
  times.reduce((first, at) => Math.min(first, at), Number.POSITIVE_INFINITY);

/** Those with which a key was met first; none where it was met before that was kept. */
const firstMet = (rows: readonly PeerDeviceRow[]): readonly PeerDeviceRow[] => {
  const times = rows.flatMap(({ seenAt }) => seenAt ?? []);
  return times.length < rows.length ? [] : rows.filter(({ seenAt }) => seenAt === earliest(times));
};

/** What became of the devices under a key after it was met. */
const deviceEvents = (rows: readonly PeerDeviceRow[], keyHash: string): KeyEvent[] => {
  const first = firstMet(rows);
  const toEvent = (row: PeerDeviceRow, what: KeyEvent['what'], at: number | null): KeyEvent[] =>
    at === null ? [] : [{ what, at, keyHash, by: [toRegistration(row)], comparedOn: null }];
  return rows.flatMap((row) => [
    ...(first.includes(row) ? [] : toEvent(row, 'device_seen', row.seenAt)),
    ...toEvent(row, 'device_gone', row.goneAt),
  ]);
};

/** By the SHA-256 of their key, in hex: each is hashed once, since they may be a thousand. */
const byKey = (rows: readonly PeerDeviceRow[]): ReadonlyMap<string, readonly PeerDeviceRow[]> => {
  const found = new Map<string, PeerDeviceRow[]>();
  for (const row of rows) {
    const keyHash = toKeyHash(row.identityKey);
    const alike = found.get(keyHash);
    if (alike) alike.push(row);
    else found.set(keyHash, [row]);
  }
  return found;
};

/** What this device saw of the keys of an account, newest first. `verified`: when and where the key in use was compared; null when it was not. */
export const keyEvents = (
  { keys, keyChanges }: Pick<Store, 'keys' | 'keyChanges'>,
  accountId: string,
  verified: Pick<NonNullable<ChatEncryption['verified']>, 'at' | 'device'> | null,
): KeyEvent[] => {
  const present = keys.peerIdentity(accountId);
  if (!present) return [];
  const change = keyChanges.get(accountId);
  const rows = byKey(keys.devicesOf(accountId));
  const under = (keyHash: string): readonly PeerDeviceRow[] => rows.get(keyHash) ?? [];
  const ofKey = (what: KeyEvent['what'], at: number, keyHash: string): KeyEvent => ({
    what,
    at,
    keyHash,
    by: firstMet(under(keyHash)).map(toRegistration),
    comparedOn: null,
  });
  const known = [...keys.formerIdentities(accountId).toReversed(), present].map(
    ({ identityKey, firstSeenAt }) => ({ keyHash: toKeyHash(identityKey), firstSeenAt }),
  );
  const oldestFirst = [
    ...known.map(({ keyHash, firstSeenAt }, index) =>
      ofKey(index === 0 ? 'first_seen' : 'replaced', firstSeenAt, keyHash),
    ),
    // A key that came back was met once.
    ...[...new Set(known.map(({ keyHash }) => keyHash))].flatMap((keyHash) =>
      deviceEvents(under(keyHash), keyHash),
    ),
  ];
  if (change?.state === 'undecided')
    oldestFirst.push(ofKey('shown', change.shownAt, toHex(change.keyHash)));
  if (verified !== null)
    oldestFirst.push({
      what: 'verified',
      at: verified.at,
      keyHash: toKeyHash(present.identityKey),
      by: [],
      comparedOn: verified.device,
    });
  return oldestFirst.sort((a, b) => a.at - b.at).reverse();
};
