import { join } from 'node:path';
import Database from '@signalapp/sqlcipher';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../server/testing/start-test-server.ts';
import { type Device, linkDevice, startDevice } from '../testing/linked.ts';
import { register } from '../testing/test-messenger.ts';
import { workInStore } from '../testing/work-in-store.ts';

const number = '+60123456701';
const typing = 'privacy.sendTyping';
let server: TestServer;
let laptop: Device;
/** The versions that the server was given, oldest first. */
let given: { readonly version: number; readonly content: string }[];
/** What it shows in place of what it has; undefined: the truth. */
let shown: { readonly version: number; readonly content: string } | null | undefined;

const isManifest = (url: string): boolean => new URL(url).pathname === '/v1/account/manifest';
const tap = (device: Device): void => {
  device.network.onRequest = async (request, pass) => {
    const answer = await pass();
    if (!isManifest(request.url) || answer.status !== 200) return answer;
    if (request.method === 'PUT') given.push(JSON.parse(String(request.body)));
    if (request.method !== 'GET' || shown === undefined) return answer;
    const body = JSON.stringify({ ...JSON.parse(answer.body), manifest: shown });
    return { ...answer, body };
  };
};
const rows = (device: Device) => device.handlers().accountSettings.rows({});
const inForce = async (device: Device) =>
  (await device.handlers().accountSettings.get({})).values[typing];
const problemOf = async (device: Device) => (await rows(device)).sync.problem?.code ?? null;
const set = async (device: Device, value: boolean) => {
  await device.handlers().accountSettings.set({ key: typing, value });
  await isThere(device);
};
const isThere = (device: Device) =>
  device.own().until(async () => (await rows(device)).rows[typing]?.place === 'synced');
/** As a backup of before there were any. */
const forgetManifests = () => {
  const database = new Database(join(server.dataDir, 'bisik-server.db'));
  database.exec('DELETE FROM account_manifests');
  database.close();
};
const reconnect = async (device: Device) => {
  device.goOffline();
  await device.goOnline();
};

beforeEach(async () => {
  given = [];
  shown = undefined;
  server = await startTestServer();
  laptop = await startDevice(server);
  tap(laptop);
  await register(laptop.own(), server, { number, name: 'Aisyah' });
  await isThere(laptop);
});
afterEach(async () => {
  await laptop.close();
  await server.close();
});

it('an older version is not believed, is told, and is written over by what is here', async () => {
  await set(laptop, true);
  const old = given.at(-1);
  await set(laptop, false);
  const newest = given.at(-1)?.version ?? 0;
  for (const lie of [old, null]) {
    shown = lie;
    const before = given.length;
    await reconnect(laptop);
    await laptop.own().until(async () => (await problemOf(laptop)) === 'manifest_rolled_back');
    expect(await inForce(laptop)).toBe(false);
    shown = undefined;
    await reconnect(laptop);
    await laptop.own().until(async () => (await problemOf(laptop)) === null);
    expect(given.length).toBeGreaterThanOrEqual(before);
  }
  expect(await inForce(laptop)).toBe(false);
  await set(laptop, true);
  expect(given.at(-1)?.version).toBeGreaterThan(newest);
});

it('a server that really went back gets what is here, above the highest version that was seen', async () => {
  await set(laptop, false);
  const highest = given.at(-1)?.version ?? 0;
  forgetManifests();
  await reconnect(laptop);
  await laptop.own().until(() => (given.at(-1)?.version ?? 0) > highest);
  const desktop = await linkDevice(laptop, server, 'Desktop');
  try {
    await isThere(desktop);
    expect(await inForce(desktop)).toBe(false);
  } finally {
    await desktop.close();
  }
});

it('another one of the same number is not believed either', async () => {
  await set(laptop, false);
  const newest = given.at(-1);
  const earlier = given.at(-2);
  if (!newest || !earlier) throw new Error('nothing was given');
  shown = { version: newest.version, content: earlier.content };
  await reconnect(laptop);
  await laptop.own().until(async () => (await problemOf(laptop)) === 'manifest_rolled_back');
  expect(await inForce(laptop)).toBe(false);
});

it.each([
  ['what nobody sealed', (content: string) => content],
  ['noise', () => Buffer.alloc(4_124, 7).toString('base64')],
  ['nothing', () => ''],
])('a later version that is %s is refused and told; nothing becomes looser', async (_, lie) => {
  await set(laptop, false);
  const newest = given.at(-1);
  if (!newest) throw new Error('nothing was given');
  shown = { version: newest.version + 1, content: lie(newest.content) };
  await reconnect(laptop);
  await laptop.own().until(async () => (await problemOf(laptop)) === 'manifest_unreadable');
  expect(await inForce(laptop)).toBe(false);
  shown = undefined;
  await reconnect(laptop);
  await laptop.own().until(async () => (await problemOf(laptop)) === null);
});

it('a reinstall that cannot open what is there begins at its strictest, says so, and writes over it', async () => {
  await set(laptop, true);
  const version = given.at(-1)?.version ?? 0;
  await workInStore(laptop, (store) => {
    store.meta.remove('account.syncKey');
    store.meta.remove('registers');
    store.registers.clear();
  });
  await laptop.own().until(async () => (await rows(laptop)).sync.beganStrictest);
  await laptop.own().until(() => (given.at(-1)?.version ?? 0) > version);
  const { values } = await laptop.handlers().accountSettings.get({});
  expect(values).toMatchObject({
    [typing]: false,
    'privacy.sendReadReceipts': false,
    'privacy.whoCanWrite': { audience: 'nobody' },
    // The server's own record is no secret that was lost.
    'privacy.findableByNumber': true,
  });
  await laptop.reopen();
  expect((await rows(laptop)).sync.beganStrictest).toBe(true);
  await laptop.handlers().accountSettings.readBegan({});
  expect((await rows(laptop)).sync.beganStrictest).toBe(false);
});

it('two that write at once both end up there', async () => {
  const desktop = await linkDevice(laptop, server, 'Desktop');
  try {
    await isThere(desktop);
    await Promise.all([
      laptop.handlers().accountSettings.set({ key: typing, value: false }),
      desktop.handlers().accountSettings.set({ key: 'privacy.sendReadReceipts', value: false }),
    ]);
    for (const device of [laptop, desktop, laptop]) await reconnect(device);
    for (const device of [laptop, desktop])
      await device.own().until(async () => {
        const { values } = await device.handlers().accountSettings.get({});
        return !values[typing] && !values['privacy.sendReadReceipts'];
      });
  } finally {
    await desktop.close();
  }
});

it('an answer that was lost on its way loses nothing', async () => {
  laptop.network.onRequest = async (request, pass) => {
    const answer = await pass();
    if (!isManifest(request.url) || request.method !== 'PUT') return answer;
    tap(laptop);
    throw new Error('lost');
  };
  await laptop.handlers().accountSettings.set({ key: typing, value: false });
  await laptop.own().until(() => laptop.own().unexpected.length > 0);
  await reconnect(laptop);
  await isThere(laptop);
  expect(await problemOf(laptop)).toBeNull();
});

it('a new device is shown an old manifest: it does not believe it, waits for the other device, and has the newest then', async () => {
  await set(laptop, true);
  const old = given.at(-1);
  await set(laptop, false);
  const newest = given.at(-1)?.version ?? 0;
  // The other device is away: nothing but the server tells the new one.
  const desktop = await linkDevice(laptop, server, 'Desktop', {}, (device) => {
    tap(device);
    shown = old;
    device.network.onReceive = () => undefined;
  });
  try {
    await desktop.own().until(async () => (await problemOf(desktop)) === 'manifest_rolled_back');
    expect(await inForce(desktop)).toBe(false);
    // What it shows least of was not put over what the account has.
    expect(given.at(-1)?.version).toBe(newest);
    shown = null;
    await reconnect(desktop);
    expect(await inForce(desktop)).toBe(false);
    shown = undefined;
    await reconnect(desktop);
    await desktop.own().until(async () => (await problemOf(desktop)) === null);
    await isThere(desktop);
    expect(await inForce(desktop)).toBe(false);
    expect((await rows(desktop)).rows[typing]?.history).not.toEqual([]);
  } finally {
    await desktop.close();
  }
});
