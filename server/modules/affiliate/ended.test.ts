import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { call, register } from '../../testing/test-client.ts';
import { startStalling } from './testing/stalling.ts';
import { type Person, startWorld, type World } from './testing/world.ts';

let world: World;
let person: Person;
const limits = { codeResendAfterMs: 0 };
beforeEach(async () => {
  // Nothing here may happen only because the gateway looks every second.
  vi.stubGlobal('setInterval', () => setTimeout(() => undefined, 0));
  world = await startWorld({ options: { limits } });
  person = await world.newcomer();
});
afterEach(async () => {
  await world.close();
  vi.unstubAllGlobals();
});

const ends: [string, () => Promise<unknown>][] = [
  ['is deleted', () => call(world.server().url, 'deleteAccount', {}, person.account.authorization)],
  ['goes as its number is registered anew', () => register(world.server(), person.account.number)],
];

it.each(ends)('what is on its way of an account that %s is broken off', async (_how, end) => {
  const affiliate = await startStalling();
  onTestFinished(affiliate.close);
  const signals: AbortSignal[] = [];
  await world.restart({
    affiliate: { url: affiliate.url, name: 'Sanubari' },
    fetch: (url, init) => {
      if (init?.signal) signals.push(init.signal);
      return fetch(url, init);
    },
  });
  await person.accept();
  await affiliate.came();
  expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
  await end();
  expect(signals[0]?.aborted).toBe(true);
  await affiliate.read();
});

it.each(ends)(
  'what was shared of an account that %s is asked to be forgotten at once',
  async (_how, end) => {
    await person.accept();
    await expect.poll(() => world.held(), { timeout: 90_000 }).toHaveLength(1);
    await world.settled();
    await end();
    await expect.poll(() => world.held(), { timeout: 90_000 }).toEqual([]);
  },
);
