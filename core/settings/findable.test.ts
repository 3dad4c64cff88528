import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../server/testing/start-test-server.ts';
import { type Device, linkDevice, startDevice } from '../testing/linked.ts';
import { register } from '../testing/test-messenger.ts';
import { workInStore } from '../testing/work-in-store.ts';

const number = '+60123456701';
const key = 'privacy.findableByNumber';
let server: TestServer;
const devices: Device[] = [];

beforeEach(async () => {
  server = await startTestServer();
});
afterEach(async () => {
  for (const device of devices.splice(0)) await device.close();
  await server.close();
});

const start = async (): Promise<Device> => {
  const laptop = await startDevice(server);
  devices.push(laptop);
  await register(laptop.own(), server, { number, name: 'Aisyah', findableByNumber: true });
  await laptop.goOnline();
  return laptop;
};
const link = async (laptop: Device): Promise<Device> => {
  const desktop = await linkDevice(laptop, server, 'Desktop');
  devices.push(desktop);
  await desktop.own().until(async () => (await rowOf(desktop)).value === true);
  return desktop;
};
const rowOf = async (device: Device) => {
  const { rows } = await device.handlers().accountSettings.rows({});
  const row = rows[key];
  if (!row) throw new Error('no row');
  return row;
};
const chosen = async (device: Device) => (await rowOf(device)).history.map(({ value }) => value);
/** The last that the server said of it. */
const told = async (device: Device) => {
  const account = await device.handlers().account.get({});
  return account.phase === 'ready' && account.findableByNumber;
};
const isThere = (device: Device) =>
  device.own().until(async () => (await rowOf(device)).place === 'synced');
/** What the server answers in place of the truth when it is asked to change it. */
const answering = (device: Device, status: number, body: object): void => {
  device.network.onRequest = async (asked, pass) =>
    new URL(asked.url).pathname === '/v1/account/findable'
      ? { status, retryAfterMs: undefined, body: JSON.stringify(body) }
      : pass();
};

test('who says no offline and starts again is not found: nothing is chosen for them, and the server is told', async () => {
  const laptop = await start();
  laptop.goOffline();
  await laptop.handlers().accountSettings.set({ key, value: false });
  await laptop.reopen();
  expect(await chosen(laptop)).toEqual([false, true]);
  expect(await told(laptop)).toBe(true);
  await laptop.goOnline();
  await laptop.own().until(async () => !(await told(laptop)));
  await isThere(laptop);
  expect(await rowOf(laptop)).toMatchObject({ value: false, history: [{}, {}] });
});

test('a server that answers yes to a no does not choose for the person, on no device, not after a restart either', async () => {
  const laptop = await start();
  const desktop = await link(laptop);
  for (const device of [laptop, desktop]) answering(device, 200, { findableByNumber: true });
  await laptop.handlers().accountSettings.set({ key, value: false });
  await desktop.own().until(async () => (await rowOf(desktop)).value === false);
  for (const device of [laptop, desktop]) {
    await device.reopen();
    await device.goOnline();
    await isThere(device);
  }
  for (const device of [laptop, desktop]) {
    expect((await chosen(device))[0]).toBe(false);
    expect((await rowOf(device)).value).toBe(false);
  }
});

test('a no that another device said outlives a restart before the server took it', async () => {
  const laptop = await start();
  const desktop = await link(laptop);
  for (const device of [laptop, desktop]) answering(device, 503, {});
  await expect(laptop.handlers().accountSettings.set({ key, value: false })).rejects.toThrow();
  await desktop.own().until(async () => (await chosen(desktop))[0] === false);
  await desktop.reopen();
  await desktop.goOnline();
  await isThere(desktop);
  expect((await chosen(desktop))[0]).toBe(false);
  expect((await chosen(laptop))[0]).toBe(false);
  desktop.network.onRequest = (_, pass) => pass();
  desktop.goOffline();
  await desktop.goOnline();
  await desktop.own().until(async () => !(await told(desktop)));
});

test('damage that leaves it open what was chosen ends at a no, which the server is told, and that is said', async () => {
  const laptop = await start();
  await isThere(laptop);
  laptop.network.offline = true;
  await workInStore(laptop, (store) => {
    store.meta.remove('registers');
    store.registers.remove(key);
  });
  const { rows, sync } = await laptop.handlers().accountSettings.rows({});
  expect(rows[key]?.value).toBe(false);
  expect(sync.beganStrictest).toBe(true);
  await laptop.goOnline();
  await laptop.own().until(async () => !(await told(laptop)));
});
