import type { KeyEvent } from '../../contract/ipc/encryption/chat.ts';
import type { ComparisonEnd } from '../../contract/settings/registers/rules.ts';
import { toHex, toKeyHash } from '../crypto/key-hash.ts';
import type { PeerDeviceRow } from '../store/types/peer-devices.ts';
import type { Store } from '../store/types.ts';
import { toRegistration } from './devices.ts';
import type { Comparison } from './marks.ts';

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

const whatEnded = {
  undone: 'unverified',
  their_keys: 'ended_by_theirs',
  own_keys: 'ended_by_own',
} as const satisfies Readonly<Record<ComparisonEnd, KeyEvent['what']>>;

/** Each comparison, and what ended it; `history` newest first. */
const comparisonEvents = (history: readonly Comparison[]): KeyEvent[] => {
  const events: KeyEvent[] = [];
  let compared: string | null = null;
  for (const { keyHash, ended, at, device } of history.toReversed()) {
    const of = keyHash ?? compared;
    // Of a comparison that is not kept there is nothing to say.
    if (of !== null)
      events.push({
        what: ended === null ? 'verified' : whatEnded[ended],
        at,
        keyHash: of,
        by: [],
        comparedOn: device,
      });
    compared = keyHash;
  }
  return events;
};

/** What this device saw of the keys of an account, and the person of the account did about them, newest first. `history`: as `Marks` has it. */
export const keyEvents = (
  { keys, keyChanges }: Pick<Store, 'keys' | 'keyChanges'>,
  accountId: string,
  history: readonly Comparison[],
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
  oldestFirst.push(...comparisonEvents(history));
  return oldestFirst.sort((a, b) => a.at - b.at).reverse();
};
