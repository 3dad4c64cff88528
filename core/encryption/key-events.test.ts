import { expect, test } from 'vitest';
import type { PeerDeviceRow } from '../store/types/peer-devices.ts';
import { keyEvents } from './key-events.ts';
import type { Comparison } from './marks.ts';

const account = 'account';
const keyOf = (number: number): Uint8Array => new Uint8Array(33).fill(number);

test('each device is looked at once, however many keys are known, and stands under its own key', () => {
  const known = Array.from({ length: 20 }, (_, at) => ({
    accountId: account,
    identityKey: keyOf(at + 1),
    firstSeenAt: (at + 1) * 10,
  }));
  const [present, ...former] = known.toReversed();
  let reads = 0;
  const rows = known.map(
    ({ identityKey, firstSeenAt }, at): PeerDeviceRow => ({
      get identityKey() {
        reads++;
        return identityKey;
      },
      deviceId: 1,
      registrationId: at + 1,
      signingKey: null,
      seenAt: firstSeenAt,
      loggedAt: null,
      goneAt: null,
    }),
  );
  const events = keyEvents(
    {
      keys: {
        peerIdentity: () => present ?? null,
        formerIdentities: () => former.map((one) => ({ ...one, replacedAt: 1_000 })),
        devicesOf: () => rows,
      },
      keyChanges: { get: () => null },
    } as never,
    account,
    [],
  );
  expect(events.map(({ what, by }) => [what, by[0]?.registrationId])).toEqual(
    known.map((_, at) => [at === 0 ? 'first_seen' : 'replaced', at + 1]).toReversed(),
  );
  expect(reads).toBe(rows.length);
});

test('what was compared stays told when it was taken back or ended, with what ended it', () => {
  const identityKey = keyOf(1);
  const [former, present] = ['aa'.repeat(32), 'bb'.repeat(32)];
  const at = (when: number, change: Pick<Comparison, 'keyHash' | 'ended'>): Comparison => ({
    device: 'Laptop',
    thisDevice: true,
    at: when,
    ...change,
  });
  const oldestFirst = [
    // Of a comparison that is not kept any more.
    at(10, { keyHash: null, ended: 'undone' }),
    at(20, { keyHash: former, ended: null }),
    at(30, { keyHash: null, ended: 'their_keys' }),
    at(40, { keyHash: present, ended: null }),
    at(50, { keyHash: null, ended: 'undone' }),
    at(60, { keyHash: present, ended: null }),
    at(70, { keyHash: null, ended: 'own_keys' }),
  ];
  const events = keyEvents(
    {
      keys: {
        peerIdentity: () => ({ accountId: account, identityKey, firstSeenAt: 1 }),
        formerIdentities: () => [],
        devicesOf: () => [],
      },
      keyChanges: { get: () => null },
    } as never,
    account,
    oldestFirst.toReversed(),
  );
  expect(events.map(({ what, keyHash }) => [what, keyHash.slice(0, 2)]).toReversed()).toEqual([
    ['first_seen', expect.any(String)],
    ['verified', 'aa'],
    ['ended_by_theirs', 'aa'],
    ['verified', 'bb'],
    ['unverified', 'bb'],
    ['verified', 'bb'],
    ['ended_by_own', 'bb'],
  ]);
  expect(events.slice(0, -1).every(({ comparedOn }) => comparedOn === 'Laptop')).toBe(true);
});
