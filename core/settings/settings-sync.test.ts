import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SettingRowState } from '../../contract/ipc/account-settings.ts';
import { startTestServer, type TestServer } from '../../server/testing/start-test-server.ts';
import { type Device, linkDevice, startDevice } from '../testing/linked.ts';
import { register } from '../testing/test-messenger.ts';

const number = '+60123456701';
const typing = 'privacy.sendTyping';
let server: TestServer;
let laptop: Device;
let desktop: Device;

beforeEach(async () => {
  server = await startTestServer();
  laptop = await startDevice(server);
  await register(laptop.own(), server, { number, name: 'Aisyah' });
  await until(laptop, typing, ({ place }) => place === 'synced');
  desktop = await linkDevice(laptop, server, 'Desktop');
});
afterEach(async () => {
  await desktop.close();
  await laptop.close();
  await server.close();
});

const rowOf = async (device: Device, key: string): Promise<SettingRowState> => {
  const { rows } = await device.handlers().accountSettings.rows({});
  const row = rows[key];
  if (!row) throw new Error(`no row ${key}`);
  return row;
};
const syncOf = async (device: Device) => (await device.handlers().accountSettings.rows({})).sync;
const inForce = async (device: Device, key: string) =>
  (await device.handlers().accountSettings.get({})).values[key];
const until = async (
  device: Device,
  key: string,
  check: (row: SettingRowState) => boolean,
): Promise<SettingRowState> =>
  device.own().until(async () => {
    const row = await rowOf(device, key);
    return check(row) ? row : null;
  });
/** Both have said to the server what they have, and heard of it what the other has. */
const meet = async (...devices: Device[]) => {
  for (const device of [...devices, ...devices]) {
    device.goOffline();
    await device.goOnline();
    await device
      .own()
      .until(async () =>
        Object.values((await device.handlers().accountSettings.rows({})).rows).every(
          ({ place }) => place !== 'waiting',
        ),
      );
  }
};

it('what is set on one device stands on the other, with who set it', async () => {
  await laptop.handlers().accountSettings.set({ key: typing, value: false });
  expect(await rowOf(laptop, typing)).toMatchObject({
    value: false,
    because: 'account',
    set: { thisDevice: true },
    conflict: null,
  });
  await until(laptop, typing, ({ place }) => place === 'synced');
  await meet(desktop);
  const there = await until(desktop, typing, ({ value }) => value === false);
  expect(there).toMatchObject({ place: 'synced', set: { thisDevice: false }, until: null });
  expect(there.set?.device).not.toBe('');
  await desktop.reopen();
  expect(await inForce(desktop, typing)).toBe(false);

  await desktop.handlers().accountSettings.undo({ key: typing });
  expect(await inForce(desktop, typing)).toBe(true);
  await meet(desktop, laptop);
  const back = await until(laptop, typing, ({ value }) => value === true);
  expect(back.history.map(({ value, thisDevice }) => [value, thisDevice])).toEqual([
    [true, false],
    [false, true],
  ]);
});

it('set apart, the stricter holds on both until one is picked on either', async () => {
  const key = 'privacy.whoSeesPhoto';
  const contacts = { audience: 'contacts', always: [], never: [] };
  const nobody = { audience: 'nobody', always: [], never: [] };
  laptop.goOffline();
  desktop.goOffline();
  await laptop
    .handlers()
    .accountSettings.set({ key, value: { ...contacts, audience: 'everyone' } });
  await desktop.handlers().accountSettings.set({ key, value: nobody });
  expect(await inForce(laptop, key)).toMatchObject({ audience: 'everyone' });
  await laptop.goOnline();
  await desktop.goOnline();
  await meet(laptop, desktop);
  for (const device of [laptop, desktop]) {
    const row = await rowOf(device, key);
    expect(row).toMatchObject({ value: nobody, because: 'conflict' });
    expect(row.conflict?.map(({ thisDevice }) => thisDevice).sort()).toEqual([false, true]);
  }
  const { conflict } = await rowOf(laptop, key);
  const everyone = conflict?.find(({ thisDevice }) => thisDevice)?.write ?? '';
  await laptop.handlers().accountSettings.resolve({ key, write: everyone });
  await meet(laptop, desktop);
  for (const device of [laptop, desktop])
    expect(await rowOf(device, key)).toMatchObject({
      value: { audience: 'everyone' },
      because: 'account',
      conflict: null,
    });
  await expect(
    desktop.handlers().accountSettings.resolve({ key, write: everyone }),
  ).rejects.toMatchObject({ code: 'not_found' });
});

it('one device may be stricter for itself, and never looser', async () => {
  const { accountSettings } = laptop.handlers();
  await accountSettings.setHere({ key: typing, value: false });
  expect(await rowOf(laptop, typing)).toMatchObject({
    place: 'device',
    value: false,
    because: 'device_override',
    ofAccount: { value: true },
  });
  await meet(laptop, desktop);
  expect(await inForce(desktop, typing)).toBe(true);
  await desktop.handlers().accountSettings.set({ key: typing, value: false });
  await meet(desktop, laptop);
  await accountSettings.setHere({ key: typing, value: true });
  expect(await rowOf(laptop, typing)).toMatchObject({ value: false, because: 'account' });
  await laptop.reopen();
  await laptop.handlers().accountSettings.setHere({ key: typing, value: null });
  expect(await rowOf(laptop, typing)).toMatchObject({ place: 'synced', value: false });
  await expect(
    laptop.handlers().accountSettings.setHere({ key: 'privacy.findableByNumber', value: false }),
  ).rejects.toMatchObject({ code: 'ipc_bad_input' });
});

it('one chat differs on all devices, and says so', async () => {
  const accountId = '00000000-0000-4000-8000-000000000009';
  const { accountSettings } = laptop.handlers();
  await accountSettings.setForChat({ accountId, key: typing, value: false });
  await meet(laptop, desktop);
  expect((await desktop.handlers().accountSettings.chat({ accountId })).rows).toMatchObject({
    [typing]: { value: false, because: 'chat_override', ofChat: false },
    'privacy.sendReadReceipts': { value: true, because: 'default', ofChat: null },
  });
  await desktop.handlers().accountSettings.setForChat({ accountId, key: typing, value: null });
  await meet(desktop, laptop);
  expect((await accountSettings.chat({ accountId })).rows[typing]).toMatchObject({
    value: true,
    because: 'default',
  });
  await expect(
    accountSettings.setForChat({ accountId, key: 'privacy.findableByNumber', value: false }),
  ).rejects.toMatchObject({ code: 'ipc_bad_input' });
});

it('whether one is found by number is decided by the server, and known on both', async () => {
  const key = 'privacy.findableByNumber';
  await until(desktop, key, ({ value }) => value === true);
  await laptop.handlers().accountSettings.set({ key, value: false });
  await meet(laptop, desktop);
  await until(desktop, key, ({ value }) => value === false);
  await desktop.own().until(async () => {
    const account = await desktop.handlers().account.get({});
    return account.phase === 'ready' && !account.findableByNumber;
  });
  desktop.goOffline();
  await expect(desktop.handlers().accountSettings.set({ key, value: true })).rejects.toMatchObject({
    code: 'offline',
  });
  expect(await inForce(desktop, key)).toBe(false);
});

it('who is not to be found any more says so offline, too: the server is told as soon as it can be', async () => {
  const key = 'privacy.findableByNumber';
  await until(desktop, key, ({ value }) => value === true);
  const account = async () => {
    const state = await desktop.handlers().account.get({});
    return state.phase === 'ready' && state.findableByNumber;
  };
  desktop.goOffline();
  await desktop.handlers().accountSettings.set({ key, value: false });
  expect(await inForce(desktop, key)).toBe(false);
  expect(await account()).toBe(true);
  await desktop.goOnline();
  await desktop.own().until(async () => !(await account()));
  await until(laptop, key, ({ value }) => value === false);
});

it('a linked device shares least until it has read what the account has', async () => {
  const pad = await linkDevice(laptop, server, 'Pad', {});
  try {
    await until(pad, typing, ({ place }) => place === 'synced');
    expect(await inForce(pad, typing)).toBe(true);
    expect((await syncOf(pad)).beganStrictest).toBe(false);
    const first = pad.own().events.find(({ name }) => name === 'accountSettings.changed');
    expect(first?.payload).toMatchObject({ values: { [typing]: false } });
  } finally {
    await pad.close();
  }
});

it('on a device that was unlinked, what stays is said to have been set where and when it was', async () => {
  await laptop.handlers().accountSettings.set({ key: typing, value: false });
  const receipts = 'privacy.sendReadReceipts';
  await desktop.handlers().accountSettings.set({ key: receipts, value: false });
  await meet(laptop, desktop, laptop);
  const before = await until(desktop, typing, ({ value }) => value === false);
  const own = await rowOf(desktop, receipts);
  await laptop.handlers().devices.unlink({ deviceIds: [2], wipe: false });
  await desktop
    .own()
    .until(async () => (await desktop.handlers().account.get({})).phase === 'signed_out');
  const check = async () => {
    expect(await rowOf(desktop, typing)).toMatchObject({ value: false, set: before.set });
    expect(before.set?.thisDevice).toBe(false);
    expect(await rowOf(desktop, receipts)).toMatchObject({ value: false, set: own.set });
    expect(own.set?.thisDevice).toBe(true);
  };
  await check();
  await desktop.reopen();
  await check();
});
