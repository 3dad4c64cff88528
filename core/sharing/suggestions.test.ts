import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AffiliateWorld, startAffiliateWorld } from '../testing/affiliate-world.ts';
import { shownOf } from '../testing/shared-world.ts';
import { createPerson, type Person } from '../testing/world.ts';

/** A server, a sandbox and a registration come before each test. */
const hookMs = 30_000;
let world: AffiliateWorld;
let other: Person;
beforeEach(async () => {
  world = await startAffiliateWorld();
  other = await createPerson(world.server, '+60123456702', 'Badrul', { clock: world.clock });
  await other.online();
}, hookMs);
afterEach(async () => {
  await other.close();
  await world.close();
});

const suggestions = async () => (await world.person.handlers().sharing.suggestions({})).suggestions;
const asked = () => world.requests.filter(({ path }) => path === '/v1/suggestions').length;
const otherAccepts = async (): Promise<void> => {
  const { sharing, account } = other.handlers();
  await account.setUsername({ name: 'badrul' });
  await sharing.refresh({});
  await sharing.accept({
    policyHash: world.policyHash,
    shown: shownOf(world.policyHash),
    choices: [{ purpose: 'friend-suggestions', recipient: 'sanubari', ticked: true }],
  });
  await other.own().until(async () => (await sharing.get({})).waiting === 0);
  await world.server.gateway?.settled();
};

test('people who chose it too are suggested while it is chosen; before and after nobody is asked', async () => {
  expect(await suggestions()).toEqual([]);
  await world.accept();
  await otherAccepts();
  expect(await suggestions()).toEqual([]);
  expect(asked()).toBe(0);
  await world.turn('friend-suggestions', true);
  await world.settled();
  await world.person
    .own()
    .until(async () =>
      (await suggestions()).some(({ username }) => username?.startsWith('badrul.') === true),
    );
  const before = asked();
  await world.turn('friend-suggestions', false);
  expect(await suggestions()).toEqual([]);
  expect(asked()).toBe(before);
});

test('who refuses while the answer is on its way sees nobody', async () => {
  await world.accept('friend-suggestions');
  await otherAccepts();
  await world.person.own().until(async () => (await suggestions()).length > 0);
  const network = world.person.network();
  const { request } = network;
  Object.assign(network, {
    request: async (sent: Parameters<typeof request>[0]) => {
      const response = await request(sent);
      if (sent.url.endsWith('/v1/suggestions')) await world.turn('friend-suggestions', false);
      return response;
    },
  });
  expect(await suggestions()).toEqual([]);
});
