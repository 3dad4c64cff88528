import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestIdentity } from '../../server/modules/certificates/testing/device-keys.ts';
import { addAccount } from '../../server/store/testing/rows.ts';
import { fromBase64 } from '../crypto/bytes.ts';
import { type KeyWorld, startKeyWorld } from '../testing/key-world.ts';
import { answering, settled } from '../testing/lies/stage.ts';
import { timePassesUntil } from '../testing/time-passes.ts';
import { lookInStore, workInStore } from '../testing/work-in-store.ts';
import type { Person } from '../testing/world.ts';
import { hashOf } from './look-at.ts';
import { dayMs, hourMs } from './periods.ts';

/** All that are looked at in one look. */
const unanswered = 100;
const lookUps = '/v1/key-log/accounts/';

let world: KeyWorld;
beforeEach(async () => {
  world = await startKeyWorld();
});
afterEach(() => world.close());

interface Known {
  readonly accountId: string;
  readonly identityKey: string;
}
/** People who are in the log. */
const entered = async (count: number): Promise<Known[]> => {
  const people: Known[] = [];
  while (people.length < count) {
    const { identityKey, deviceKeys } = createTestIdentity();
    const device = deviceKeys({ preKeys: 1, kyberPreKeys: 0 });
    const { accountId } = (await addAccount(world.store, { identityKey, device })).device;
    people.push({ accountId, identityKey });
  }
  await world.server.keyTransparency.publish();
  return people;
};
/** Their keys are in use with somebody, and the log agreed so long ago. */
const knows = (
  viewer: Person,
  people: readonly (Known & { readonly agoMs: number })[],
): Promise<void> =>
  workInStore(viewer, (store) =>
    store.transaction(() => {
      for (const { accountId, identityKey, agoMs } of people) {
        const checkedAt = world.clock.now() - agoMs;
        store.keys.savePeerIdentity(accountId, fromBase64(identityKey), checkedAt);
        store.keyEntries.save({
          accountId,
          epoch: 0,
          position: -1,
          version: 0,
          chain: new Uint8Array(32),
          keyHash: hashOf(identityKey),
          state: 'agrees',
          checkedAt,
          lookedAt: checkedAt,
          doubtedAt: null,
          evidence: null,
          mark: null,
        });
      }
    }),
  );

test.each([
  ['nothing', 404],
  ['that it cannot', 503],
])(
  'a hundred people about whom the server always answers %s do not have the last one wait for ever',
  async (_, status) => {
    const badrul = await world.person('+60123456702', 'Badrul');
    const silent = await entered(unanswered);
    const [last] = await entered(1);
    if (!last) throw new Error('nobody was entered');
    const paths = new Set(silent.map(({ accountId }) => lookUps + accountId));
    answering(
      badrul,
      (path) => paths.has(path),
      () => ({ status }),
    );
    await knows(badrul, [
      ...silent.map((one) => ({ ...one, agoMs: 2 * dayMs })),
      { ...last, agoMs: 25 * hourMs },
    ]);
    await badrul.online();
    const row = () => lookInStore(badrul, ({ keyEntries }) => keyEntries.get(last.accountId));
    await timePassesUntil(world, async () => ((await row())?.version ?? 0) > 0);
    expect(await row()).toMatchObject({ state: 'agrees', version: 1 });
  },
);

test('a check that is asked for while the log is being looked at is made after that', async () => {
  const [aisyah, badrul] = await world.met();
  const { encryption } = badrul.handlers();
  await badrul.own().until(async () => (await encryption.own({})).checks.others.agrees === 1);
  await settled(badrul);
  let looks = 0;
  let asked: () => void = () => undefined;
  let goOn: () => void = () => undefined;
  const isAsked = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const held = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  badrul.network().onRequest = async ({ url }, pass) => {
    if (new URL(url).pathname === lookUps + aisyah.accountId) {
      looks++;
      asked();
      await held;
    }
    return pass();
  };
  const first = encryption.checkNow({});
  await isAsked;
  const second = encryption.checkNow({});
  goOn();
  await first;
  const inFirst = looks;
  await second;
  expect(looks).toBeGreaterThan(inFirst);
});
