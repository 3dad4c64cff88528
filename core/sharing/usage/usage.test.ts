import { afterEach, beforeEach, expect, test } from 'vitest';
import { dayMs, somePolicy, usageRow } from '../../../contract/policy/testing/policies.ts';
import {
  type AffiliateWorld,
  everyRow,
  startAffiliateWorld,
} from '../../testing/affiliate-world.ts';

/** A server, a sandbox and a registration come before each test. */
const hookMs = 30_000;
let world: AffiliateWorld;
const start = async (policy?: Parameters<typeof startAffiliateWorld>[0]) => {
  world = await startAffiliateWorld(policy);
};
beforeEach(() => start(), hookMs);
afterEach(() => world.close());

/** What was handed over so far, call by call. */
const handedOver = (): { usage: { day: string; usageBucket: string }[]; about: unknown }[] =>
  world.requests.flatMap(({ path, body }) =>
    path === '/v1/sharing/usage' ? [JSON.parse(body)] : [],
  );
const daysHandedOver = () => handedOver().flatMap(({ usage }) => usage.map(({ day }) => day));
const dayOf = (backDays: number): string =>
  new Date(world.clock.now() - backDays * dayMs).toISOString().slice(0, 10);
const goOffline = (): void => {
  world.person.network().offline = true;
  world.person.network().cut();
};
const goOnline = async (): Promise<void> => {
  world.person.network().offline = false;
  await world.person.handlers().connection.retry({});
  await world.person.online();
  await world.settled();
};

test('days are handed over once they are over, each once, and quiet ones like others', async () => {
  await world.accept('usage-metrics');
  await world.opened(3);
  expect(daysHandedOver()).toEqual([]);
  await world.later(1);
  expect(daysHandedOver()).toEqual([dayOf(1)]);
  await world.later(3);
  expect(daysHandedOver()).toEqual([dayOf(4), dayOf(3), dayOf(2), dayOf(1)]);
  await world.settled();
  expect(daysHandedOver()).toHaveLength(4);
  expect(await world.disclosed('usage-metrics')).toHaveLength(4);
  // Two ranges occurred: 3 to 5 on the first day, none on the others.
  expect(await world.share('usage-metrics')).toMatchObject({ spentHundredths: 200 });
  const said = handedOver().flatMap(({ usage }) => usage.map(({ usageBucket }) => usageBucket));
  expect(new Set(said.slice(1)).size).toBe(1);
});

test('a month without a connection is handed over when it comes back, and no more than a month', async () => {
  await world.accept('usage-metrics');
  await world.opened(1);
  goOffline();
  world.clock.forward(40 * dayMs);
  await goOnline();
  const days = daysHandedOver();
  expect(days).toHaveLength(31);
  expect([days[0], days.at(-1)]).toEqual([dayOf(31), dayOf(1)]);
  expect(await world.share('usage-metrics')).toMatchObject({ spentHundredths: 100 });
});

test('what the server did not answer is handed over again, the same, and disclosed once', async () => {
  await world.accept('usage-metrics');
  await world.opened(2);
  const network = world.person.network();
  const { request } = network;
  let lost = 0;
  Object.assign(network, {
    request: async (asked: Parameters<typeof request>[0]) => {
      const response = await request(asked);
      if (!asked.url.endsWith('/v1/sharing/usage') || lost > 0) return response;
      lost++;
      return { ...response, status: 503, body: '' };
    },
  });
  world.clock.forward(dayMs);
  await world.person.online();
  await expect(world.person.handlers().sharing.refresh({})).rejects.toMatchObject({
    code: 'unavailable',
  });
  expect(lost).toBe(1);
  await world.settled();
  const [, first, second] = handedOver();
  expect(first?.usage).toHaveLength(1);
  expect(second?.usage).toEqual(first?.usage);
  expect(await world.disclosed('usage-metrics')).toHaveLength(1);
  expect(await world.share('usage-metrics')).toMatchObject({ spentHundredths: 100 });
});

test('killed at any moment, the next run says the same', async () => {
  await world.accept('usage-metrics');
  await world.opened(2);
  const shown = await world.preview('usage-metrics');
  await world.person.crash();
  await world.person.online();
  expect(await world.preview('usage-metrics')).toEqual(shown);
  await world.later(1);
  expect(await world.disclosed('usage-metrics')).toEqual([shown.payload]);
});

test('a refusal stops at once: what was counted is forgotten and never handed over', async () => {
  await world.accept('usage-metrics');
  await world.opened(5);
  goOffline();
  world.clock.forward(2 * dayMs);
  await world.turn('usage-metrics', false);
  await goOnline();
  expect(daysHandedOver()).toEqual([]);
  await world.later(2);
  expect(daysHandedOver()).toEqual([]);
  // A second yes begins from that day on.
  await world.turn('usage-metrics', true);
  await world.settled();
  await world.later(1);
  expect(daysHandedOver()).toEqual([dayOf(1)]);
});

test('the same range is answered alike before a refusal and after another yes', async () => {
  await world.accept('usage-metrics');
  await world.later(1);
  const [before] = handedOver().flatMap(({ usage }) => usage);
  await world.turn('usage-metrics', false);
  await world.settled();
  await world.turn('usage-metrics', true);
  await world.settled();
  await world.later(1);
  const after = handedOver()
    .flatMap(({ usage }) => usage)
    .at(-1);
  expect(after?.usageBucket).toBe(before?.usageBucket);
  expect(await world.share('usage-metrics')).toMatchObject({ spentHundredths: 100 });
});

test('nothing is counted while it waits for the server, nor when it is not chosen', async () => {
  await world.accept();
  await world.opened(3);
  goOffline();
  await world.turn('usage-metrics', true);
  await world.person.handlers().sharing.opened({});
  expect(await world.preview('usage-metrics')).toMatchObject({ exact: false });
  world.clock.forward(3 * dayMs);
  await goOnline();
  expect(daysHandedOver()).toEqual([]);
  await world.later(1);
  expect(daysHandedOver()).toEqual([dayOf(1)]);
});

test('a spent budget is shown, and never exceeded', async () => {
  await world.close();
  const rows = everyRow.map((row) =>
    row === usageRow ? { ...usageRow, epsilonCapHundredths: 150 } : row,
  );
  await start(somePolicy({ rows }));
  await world.accept('usage-metrics');
  for (const opens of [1, 4, 0, 8]) {
    await world.opened(opens);
    await world.later(1);
  }
  expect(daysHandedOver()).toHaveLength(4);
  expect(await world.share('usage-metrics')).toMatchObject({ spentHundredths: 100 });
  const said = handedOver().flatMap(({ usage }) => usage.map(({ usageBucket }) => usageBucket));
  expect(new Set(said).size).toBe(1);
});

test('the app and its system are told once, and only after the acceptance', async () => {
  await world.settled();
  expect(handedOver()).toEqual([]);
  await world.accept();
  const told = [{ usage: [], about: { appVersion: '0.1.0', system: 'linux' } }];
  expect(handedOver()).toEqual(told);
  await world.later(2);
  expect(handedOver()).toEqual(told);
  await world.later(31);
  expect(handedOver()).toHaveLength(2);
});
