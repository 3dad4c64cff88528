import { afterEach, beforeEach, expect, test } from 'vitest';
import { toKeyHash } from '../crypto/key-hash.ts';
import { accountId } from '../store/testing/sample.ts';
import type { KeyEntryRow } from '../store/types/key-entries.ts';
import { encryptionWith, summaryWith } from '../testing/compare.ts';
import { growByDay, type KeyWorld, startKeyWorld } from '../testing/key-world.ts';
import { settled } from '../testing/lies/stage.ts';
import { timePassesUntil } from '../testing/time-passes.ts';
import { workInStore } from '../testing/work-in-store.ts';
import type { Person } from '../testing/world.ts';
import { dayMs, goodForMs, hourMs } from './periods.ts';

/** More than are looked at in one look. */
const many = 130;

let world: KeyWorld;
let aisyah: Person;
let badrul: Person;
beforeEach(async () => {
  world = await startKeyWorld();
  [aisyah, badrul] = await world.met();
  await badrul.own().until(async () => {
    const { checks } = await badrul.handlers().encryption.own({});
    return checks.others.agrees === 1 && checks.own.state === 'agrees';
  });
  await settled(badrul);
});
afterEach(() => world.close());

const others = async () => (await badrul.handlers().encryption.own({})).checks.others;
const stateNow = async () => (await encryptionWith(badrul, aisyah)).status.state;
/** What the window is told of the chat with Aisyah. */
const telling = (): readonly string[] => {
  const told: string[] = [];
  badrul.own().on('chats.changed', ({ chats }) => {
    for (const { peer, encryption } of chats)
      if (peer.accountId === aisyah.accountId) told.push(encryption.state);
  });
  return told;
};

test('where the log cannot be read for days nobody is said to be checked, however many they are', async () => {
  badrul.network().onRequest = async (request, pass) =>
    request.url.includes('/v1/key-log')
      ? { status: 503, retryAfterMs: undefined, body: '{}' }
      : pass();
  await workInStore(badrul, (store) =>
    store.transaction(() => {
      const now = world.clock.now();
      for (let n = 0; n < many; n++) {
        const identityKey = new Uint8Array(33).fill(5);
        store.keys.savePeerIdentity(accountId(n), identityKey, now);
        const row: KeyEntryRow = {
          accountId: accountId(n),
          epoch: 1,
          position: 0,
          version: 1,
          chain: new Uint8Array(32),
          keyHash: toKeyHash(identityKey),
          state: 'agrees',
          checkedAt: now,
          lookedAt: now,
          doubtedAt: null,
          evidence: null,
          mark: null,
        };
        store.keyEntries.save(row);
      }
    }),
  );
  await badrul.online();
  const none = { agrees: 0, unavailable: 0, contradicts: 0, waiting: 0 };
  expect(await others()).toEqual({ ...none, agrees: many + 1 });
  world.clock.forward(goodForMs);
  await badrul.online();
  expect(await others()).toEqual({ ...none, unavailable: many + 1 });
  expect((await badrul.handlers().encryption.own({})).checks.own.state).toBe('unavailable');
  expect((await encryptionWith(badrul, aisyah)).check.unchecked).toBe('log');
  // Nothing is held back for it.
  expect((await summaryWith(badrul, aisyah)).withheld).toBeNull();
  await badrul.send(await badrul.chatWith(aisyah), 'masih boleh');
  await aisyah.received(badrul, 2);
});

test('without a connection it is the same: the window is told once, and that it agrees again when it does', async () => {
  const told = telling();
  badrul.network().offline = true;
  badrul.network().cut();
  world.clock.forward(goodForMs - hourMs);
  expect(await stateNow()).toBe('not_verified');
  expect(told).not.toContain('check_unavailable');
  world.clock.forward(2 * hourMs);
  expect(await stateNow()).toBe('check_unavailable');
  expect(told.at(-1)).toBe('check_unavailable');
  expect((await encryptionWith(badrul, aisyah)).check.unchecked).toBe('log');
  for (let hours = 0; hours < 5; hours++) world.clock.forward(hourMs);
  expect(told.filter((state) => state === 'check_unavailable')).toHaveLength(1);
  await growByDay(world);
  badrul.network().offline = false;
  await timePassesUntil(world, async () => told.at(-1) === 'not_verified');
});

test('after a month without the app it is not said to be checked before it was', async () => {
  badrul.network().offline = true;
  badrul.network().cut();
  await badrul.whileClosed(() => world.clock.forward(30 * dayMs));
  expect(await stateNow()).toBe('check_unavailable');
  expect((await summaryWith(badrul, aisyah)).encryption.state).toBe('check_unavailable');
  // Not only for the number, whose look is as old.
  expect((await encryptionWith(badrul, aisyah)).check.unchecked).toBe('log');
  await growByDay(world);
  badrul.network().offline = false;
  await timePassesUntil(world, async () => (await stateNow()) === 'not_verified');
});
