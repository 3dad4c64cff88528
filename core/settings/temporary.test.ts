import { afterEach, beforeEach, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../server/testing/start-test-server.ts';
import { createHandClock, type HandClock } from '../testing/hand-clock.ts';
import { type Device, linkDevice, startDevice } from '../testing/linked.ts';
import { register } from '../testing/test-messenger.ts';

const hour = 3_600_000;
const typing = 'privacy.sendTyping';
let server: TestServer;
let laptop: Device;
let clock: HandClock;
/** How far the server's clock is ahead of when it started. */
let passedMs: number;

beforeEach(async () => {
  passedMs = 0;
  clock = createHandClock();
  server = await startTestServer({ clock: { now: () => Date.now() + passedMs } });
  laptop = await startDevice(server, { clock });
  await register(laptop.own(), server, { number: '+60123456701', name: 'Aisyah' });
  await laptop.goOnline();
});
afterEach(async () => {
  await laptop.close();
  await server.close();
});

const rowOf = async (device: Device) => {
  const row = (await device.handlers().accountSettings.rows({})).rows[typing];
  if (!row) throw new Error('no such row');
  return row;
};
const is = (device: Device, value: boolean) =>
  device.own().until(async () => {
    const { values } = await device.handlers().accountSettings.get({});
    return values[typing] === value && (await rowOf(device)).value === value;
  });
const set = (device: Device, value: boolean, until?: number) =>
  device.handlers().accountSettings.set({ key: typing, value, ...(until ? { until } : {}) });
/** Time passes, for all. */
const pass = (ms: number): void => {
  passedMs += ms;
  clock.forward(ms);
};

it('goes back by itself on all devices when its time is over, and is told', async () => {
  const other = createHandClock();
  const desktop = await linkDevice(laptop, server, 'Desktop', { clock: other });
  try {
    const until = Date.now() + hour;
    await set(laptop, false, until);
    expect(await rowOf(laptop)).toMatchObject({
      value: false,
      because: 'temporary',
      until: { at: until, back: true },
    });
    await laptop.own().until(async () => (await rowOf(laptop)).place === 'synced');
    desktop.goOffline();
    await desktop.goOnline();
    await is(desktop, false);
    const told = laptop.own().events.length;
    pass(hour / 2);
    expect((await rowOf(laptop)).value).toBe(false);
    pass(hour / 2 + 1_000);
    await is(laptop, true);
    expect(await rowOf(laptop)).toMatchObject({ until: null, because: 'account' });
    const changes = laptop.own().events.slice(told);
    expect(changes.filter(({ name }) => name === 'accountSettings.changed')).not.toEqual([]);
    other.forward(hour + 1_000);
    await is(desktop, true);
  } finally {
    await desktop.close();
  }
});

it('that loosens waits for the server’s time, whatever this computer’s clock says', async () => {
  await set(laptop, false, Date.now() + hour);
  laptop.goOffline();
  clock.set(24 * hour);
  clock.forward(60_000);
  expect((await rowOf(laptop)).value).toBe(false);
  await laptop.reopen();
  clock.forward(60_000);
  expect((await rowOf(laptop)).value).toBe(false);
  await laptop.goOnline();
  clock.forward(60_000);
  expect((await rowOf(laptop)).value).toBe(false);
  laptop.goOffline();
  passedMs = hour;
  await laptop.goOnline();
  await is(laptop, true);
});

it('that tightens goes by whichever clock is first', async () => {
  await set(laptop, false);
  await set(laptop, true, Date.now() + hour);
  laptop.goOffline();
  clock.set(2 * hour);
  clock.forward(60_000);
  await is(laptop, false);
  expect(await rowOf(laptop)).toMatchObject({ until: null });
});

it('ends after the computer slept past it, and at a start after it', async () => {
  await set(laptop, false, Date.now() + hour);
  passedMs += 2 * hour;
  clock.sleep(2 * hour);
  clock.forward(60_000);
  await is(laptop, true);

  await set(laptop, false, Date.now() + passedMs + hour);
  await is(laptop, false);
  const { databaseFile, databaseKey } = laptop.own();
  await laptop.own().messenger.close();
  passedMs += 2 * hour;
  await laptop.reopen({ databaseFile, databaseKey, clock: createHandClock(passedMs) });
  await laptop.goOnline();
  await is(laptop, true);
});

it('keeps what it goes back to when its end is moved, and is undone before', async () => {
  await set(laptop, false, Date.now() + hour);
  const later = Date.now() + 3 * hour;
  await set(laptop, false, later);
  expect((await rowOf(laptop)).until).toEqual({ at: later, back: true });
  await laptop.handlers().accountSettings.undo({ key: typing });
  expect(await rowOf(laptop)).toMatchObject({ value: true, until: null });
  await expect(
    laptop
      .handlers()
      .accountSettings.set({ key: 'privacy.findableByNumber', value: false, until: later }),
  ).rejects.toMatchObject({ code: 'ipc_bad_input' });
});

it('what is undone puts back a value that was to end, with its end', async () => {
  const until = Date.now() + hour;
  await set(laptop, false, until);
  await set(laptop, true);
  await laptop.handlers().accountSettings.undo({ key: typing });
  expect(await rowOf(laptop)).toMatchObject({ value: false, until: { at: until, back: true } });
  pass(hour + 60_000);
  await laptop.goOnline();
  await is(laptop, true);
});

it('a pick of what was to end keeps its end and what comes after it, and no clock that is set takes it for over', async () => {
  const desktop = await linkDevice(laptop, server, 'Desktop');
  try {
    laptop.goOffline();
    desktop.goOffline();
    const until = Date.now() + hour;
    await set(laptop, false, until);
    await set(desktop, true);
    await laptop.goOnline();
    await desktop.goOnline();
    const row = await laptop.own().until(async () => {
      const found = await rowOf(laptop);
      return found.conflict && found;
    });
    const mine = row.conflict?.find(({ thisDevice }) => thisDevice);
    laptop.goOffline();
    clock.set(24 * hour);
    await laptop.handlers().accountSettings.resolve({ key: typing, write: mine?.write ?? '' });
    expect(await rowOf(laptop)).toMatchObject({ value: false, until: { at: until, back: true } });
    await laptop.goOnline();
    await is(desktop, false);
    passedMs = hour + 60_000;
    laptop.goOffline();
    await laptop.goOnline();
    clock.forward(60_000);
    await is(laptop, true);
  } finally {
    await desktop.close();
  }
});
