import { afterEach, beforeEach, expect, it } from 'vitest';
import { only } from '../../contract/settings/audience.ts';
import { settingKeysOf, settingsTable } from '../../contract/settings/registry.ts';
import { defaultSettings, strictestSettings } from '../../contract/settings/values.ts';
import { startTestServer, type TestServer } from '../../server/testing/start-test-server.ts';
import { createTestClock, type TestClock } from '../../server/testing/test-clock.ts';
import { type Device, startDevice } from '../testing/linked.ts';
import { register } from '../testing/test-messenger.ts';

const number = '+60123456701';
const sealed = settingKeysOf('account').filter((key) => settingsTable[key].leaves === 'encrypted');
let server: TestServer;
let clock: TestClock;
const devices: Device[] = [];

const enter = async (device: Device, findableByNumber = true): Promise<void> => {
  await register(device.own(), server, { number, name: 'Aisyah', findableByNumber });
  // The next code for the number can be had.
  clock.advance(120_000);
};
/** An installation that registers the number as if nothing was there before. */
const install = async (findableByNumber = true): Promise<Device> => {
  const device = await startDevice(server, { acceptsEverybody: false });
  devices.push(device);
  await enter(device, findableByNumber);
  await device.goOnline();
  return device;
};
const valuesOf = async (device: Device) =>
  (await device.handlers().accountSettings.get({})).values as Readonly<Record<string, unknown>>;
const began = async (device: Device) =>
  (await device.handlers().accountSettings.rows({})).sync.beganStrictest;
const of = (all: object) =>
  Object.fromEntries(sealed.map((key) => [key, (all as Record<string, unknown>)[key]]));

beforeEach(async () => {
  clock = createTestClock(Date.now());
  server = await startTestServer({ clock });
});
afterEach(async () => {
  for (const device of devices.splice(0)) await device.close();
  await server.close();
});

it('a number that never had an account begins with the defaults', async () => {
  const device = await install();
  expect(of(await valuesOf(device))).toEqual(of(defaultSettings()));
  expect(await began(device)).toBe(false);
});

it('a reinstall without another device begins at the strictest, says so, and stays so until the person changes it', async () => {
  const before = await install();
  const { set } = before.handlers().accountSettings;
  await set({ key: 'privacy.whoSeesNumber', value: only('everyone') });
  await set({ key: 'privacy.demandWitness', value: true });
  const device = await install();
  expect(of(await valuesOf(device))).toEqual(of(strictestSettings()));
  // What the server reads was asked for a moment ago.
  expect((await valuesOf(device))['privacy.findableByNumber']).toBe(true);
  expect(await began(device)).toBe(true);
  await device.own().until(async () => {
    const { rows } = await device.handlers().accountSettings.rows({});
    return Object.values(rows).every((row) => row?.place === 'synced');
  });
  await device.reopen();
  expect(await began(device)).toBe(true);
  await device.handlers().accountSettings.readBegan({});
  await device.reopen();
  expect(await began(device)).toBe(false);
  const strict = of(strictestSettings());
  expect(of(await valuesOf(device))).toEqual(strict);
  await device
    .handlers()
    .accountSettings.set({ key: 'privacy.whoCanWrite', value: only('contacts') });
  expect(of(await valuesOf(device))).toEqual({
    ...strict,
    'privacy.whoCanWrite': only('contacts'),
  });
});

it('there is no moment at which the account is here with looser settings', async () => {
  await install();
  const device = await startDevice(server, { acceptsEverybody: false });
  devices.push(device);
  let asked: Readonly<Record<string, unknown>> | null = null;
  // Looked at as soon as there is an account, before anything else ran.
  device.own().on('account.changed', ({ phase }) => {
    if (phase === 'ready' && asked === null) {
      asked = {};
      void valuesOf(device).then((values) => {
        asked = values;
      });
    }
  });
  await enter(device);
  await device.own().until(() => asked !== null && Object.keys(asked).length > 0);
  expect(of(asked ?? {})).toEqual(of(strictestSettings()));
});

it('who deleted the account on purpose begins anew with the defaults', async () => {
  const before = await install();
  await before.handlers().account.remove({ number });
  const device = await install();
  expect(of(await valuesOf(device))).toEqual(of(defaultSettings()));
  expect(await began(device)).toBe(false);
});
