import { afterEach, beforeEach, expect, test } from 'vitest';
import { canonicalJson } from '../../contract/canonical-json.ts';
import { type AffiliateWorld, startAffiliateWorld } from '../testing/affiliate-world.ts';

/** A server, a sandbox and a registration come before each test. */
const hookMs = 30_000;
let world: AffiliateWorld;
beforeEach(async () => {
  world = await startAffiliateWorld();
}, hookMs);
afterEach(() => world.close());

/** The affiliate got those very bytes, and the server says so. */
const expectSent = async (purpose: Parameters<typeof world.preview>[0], payload: string | null) => {
  expect(payload).not.toBeNull();
  expect(await world.disclosed(purpose)).toEqual([payload]);
  const items = world.bodies.filter((body) => body.includes(`"payload":${payload}`));
  expect(items).toHaveLength(1);
  const held = world.affiliate
    .entries()
    .flatMap((entry) =>
      entry.what === 'held' && entry.payload.purpose === purpose
        ? [canonicalJson(entry.payload)]
        : [],
    );
  expect(held).toEqual([payload]);
};

/** A stranger tries a credential that is none. */
const failToSignIn = async (): Promise<void> => {
  const wrong = world.authorization().replace(/\.[^.]+$/, `.${'A'.repeat(43)}`);
  const response = await fetch(`${world.server.url}/v1/sharing`, {
    headers: { authorization: wrong },
  });
  expect(response.status).toBe(401);
};

test('what is previewed is what is sent, byte for byte, for choices, measures and what is required', async () => {
  const ads = await world.preview('ads-relevance');
  const friends = await world.preview('friend-suggestions');
  const use = await world.preview('understanding-use');
  expect([ads.exact, friends.exact, use.exact]).toEqual([false, false, false]);
  expect(world.bodies).toEqual([]);
  await world.accept('ads-relevance', 'friend-suggestions', 'usage-metrics');
  await expectSent('ads-relevance', ads.payload);
  await expectSent('friend-suggestions', friends.payload);
  await expectSent('understanding-use', use.payload);
  expect(use.payload).toContain('"system":"linux"');

  await world.opened(4);
  await failToSignIn();
  const usage = await world.preview('usage-metrics');
  const security = await world.preview('security');
  expect([usage.exact, security.exact]).toEqual([true, true]);
  expect(security.payload).toContain('"failedSignIns":1');
  expect(await world.preview('usage-metrics')).toEqual(usage);
  expect(await world.disclosed('usage-metrics')).toEqual([]);
  await world.later(1);
  await expectSent('usage-metrics', usage.payload);
  await expectSent('security', security.payload);
});

test('before a yes it is an example, and nothing is counted or drawn for it', async () => {
  await world.opened(3);
  const { payload, exact } = await world.preview('usage-metrics');
  expect(exact).toBe(false);
  expect(JSON.parse(payload ?? '')).toMatchObject({
    purpose: 'usage-metrics',
    usageBucket: '1-2',
    day: new Date(world.clock.now()).toISOString().slice(0, 10),
  });
  await world.person.whileClosed(async ({ file, key }) => {
    const { openStore } = await import('../store/index.ts');
    const { store } = await openStore({ file, key, clock: world.clock });
    expect(store?.usage.days()).toEqual([]);
    expect(store?.usage.answers(world.policyHash)).toEqual([]);
    await store?.close();
  });
});

test('without the server nothing is known of it', async () => {
  world.person.network().offline = true;
  expect(await world.preview('ads-relevance')).toEqual({ payload: null, exact: false });
});
