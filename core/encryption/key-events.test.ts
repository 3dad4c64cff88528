import { expect, test } from 'vitest';
import type { PeerDeviceRow } from '../store/types/peer-devices.ts';
import { keyEvents } from './key-events.ts';

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
    null,
  );
  expect(events.map(({ what, by }) => [what, by[0]?.registrationId])).toEqual(
    known.map((_, at) => [at === 0 ? 'first_seen' : 'replaced', at + 1]).toReversed(),
  );
  expect(reads).toBe(rows.length);
});
