import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readRegisters, writeRegisters } from '../../contract/settings/registers/codec.ts';
import { leftOut } from '../../contract/settings/registers/pack.ts';
import { written } from '../../contract/settings/registers/register.ts';
import { createHandClock, type HandClock } from '../testing/hand-clock.ts';
import { workInStore } from '../testing/work-in-store.ts';
import { type Person, startWorld, type World } from '../testing/world.ts';

let world: World;
let clock: HandClock;
let desk: Person;
let other: Person;
beforeEach(async () => {
  world = await startWorld();
  clock = createHandClock();
  desk = await world.person('+60123456701', 'Aisyah', { clock });
  other = await world.person('+60123456702', 'Badrul');
  await desk.chatWith(other);
});
afterEach(() => world.close());

/** Blocks by a device that was stolen, until no more have room on the server. */
const fill = async (): Promise<readonly string[]> => {
  const accountIds: string[] = [];
  await workInStore(desk, (store) => {
    const all = new Map(
      store.registers.all().flatMap(({ writes }) => {
        const read = readRegisters(writes);
        return read && read !== 'newer' ? [...read] : [];
      }),
    );
    while (leftOut(all).size === 0)
      for (let count = 0; count < 100; count++) {
        const accountId = randomUUID();
        const replica = '0123456789abcdef';
        const block = { replica, device: 'Linux', value: true, end: null, now: Date.now() };
        const key = `block:${accountId}`;
        const register = written([], block);
        all.set(key, register);
        store.registers.put({ key, writes: writeRegisters(new Map([[key, register]])) });
        accountIds.push(accountId);
      }
  });
  return accountIds;
};
const shown = () => desk.handlers().accountSettings.rows({});
const problem = async () => (await shown()).sync.problem?.code ?? null;
/** As `until`, and what waits for its next turn waits no longer. */
const untilSoon = (check: () => Promise<boolean>) =>
  desk.own().until(async () => {
    clock.forward(1_000);
    return check();
  });
const isSynced = (key: 'privacy.sendTyping') =>
  desk.own().until(async () => (await shown()).rows[key]?.place === 'synced');

test('a person can block and narrow however much is there, and it reaches the server and other devices', async () => {
  await fill();
  const key = 'privacy.sendTyping';
  await desk.handlers().accountSettings.set({ key, value: false });
  for (const one of ['privacy.sendReadReceipts', 'privacy.showTyping'] as const)
    await desk.handlers().accountSettings.set({ key: one, value: false });
  const never = Array.from({ length: 40 }, () => randomUUID());
  const value = { audience: 'nobody', always: [], never };
  await desk.handlers().accountSettings.set({ key: 'privacy.whoSeesPhoto', value });
  for (let count = 0; count < 25; count++)
    await desk.handlers().people.block({ accountId: randomUUID() });
  await desk.handlers().people.block({ accountId: other.accountId });
  await isSynced(key);
  const laptop = await world.device(desk, 'Laptop');
  await laptop.own().until(async () => {
    const { blocked } = await laptop.handlers().people.blocked({});
    return blocked.some(({ peer }) => peer.accountId === other.accountId);
  });
  // The person is told that not everything has room.
  await desk.own().until(async () => (await problem()) === 'quota_full');
});

test('what loosens has no room then, until something was taken away', async () => {
  const accountIds = await fill();
  const key = 'privacy.whoSeesPhoto';
  const always = Array.from({ length: 20 }, () => randomUUID());
  const value = { audience: 'everyone', always, never: [] };
  const loosen = () => desk.handlers().accountSettings.set({ key, value });
  await expect(loosen()).rejects.toMatchObject({ code: 'quota_full' });
  await workInStore(desk, (store) => {
    for (const accountId of accountIds.slice(1, 400)) store.registers.remove(`block:${accountId}`);
  });
  await desk.handlers().people.unblock({ accountId: accountIds[0] ?? '' });
  await loosen();
  await desk.own().until(async () => (await shown()).rows[key]?.place === 'synced');
  await desk.own().until(async () => (await problem()) === null);
});

test('the person is told when the server refuses the settings again and again, and when it no longer does', async () => {
  const key = 'privacy.sendTyping';
  let isRefused = true;
  desk.network().onRequest = async (request, pass) =>
    isRefused && request.method === 'PUT' && request.url.endsWith('/v1/account/manifest')
      ? {
          status: 400,
          retryAfterMs: undefined,
          body: JSON.stringify({ code: 'bad_request' }),
        }
      : pass();
  await desk.handlers().accountSettings.set({ key, value: false });
  await untilSoon(async () => (await problem()) === 'bad_request');
  expect((await shown()).rows[key]?.place).toBe('waiting');
  isRefused = false;
  await untilSoon(async () => (await shown()).rows[key]?.place === 'synced');
  await untilSoon(async () => (await problem()) === null);
});

test('a server whose clock was set to long ago does not ruin the times of what was set', async () => {
  const key = 'privacy.sendTyping';
  await desk.handlers().accountSettings.set({ key, value: false });
  await isSynced(key);
  const before = (await shown()).rows[key]?.history;
  desk.network().onRequest = async (request, pass) => {
    const answer = await pass();
    if (!request.url.endsWith('/v1/account/manifest') || answer.status !== 200) return answer;
    return { ...answer, body: JSON.stringify({ ...JSON.parse(answer.body), now: 1_000 }) };
  };
  const other = 'privacy.showTyping';
  await desk.handlers().accountSettings.set({ key: other, value: false });
  await desk.own().until(async () => (await shown()).rows[other]?.place === 'synced');
  expect((await shown()).rows[key]?.history).toEqual(before);
  expect((await shown()).rows[other]?.set?.at).toBeGreaterThan(Date.UTC(2026, 0, 1));
});
