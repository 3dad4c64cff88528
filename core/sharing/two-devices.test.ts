import { afterEach, beforeEach, expect, test } from 'vitest';
import { somePolicy } from '../../contract/policy/testing/policies.ts';
import { startTestServer, type TestServer } from '../../server/testing/start-test-server.ts';
import { type Device, linkDevice, startDevice } from '../testing/linked.ts';
import { adsOf, publish, shownOf } from '../testing/shared-world.ts';
import { register } from '../testing/test-messenger.ts';

let server: TestServer;
let laptop: Device;
let desktop: Device;
let policyHash: string;

const ads = { purpose: 'ads-relevance', recipient: 'sanubari' } as const;
const sharing = (device: Device) => device.handlers().sharing;
const stateOf = async (device: Device) => adsOf(await sharing(device).get({}));
const turn = (device: Device, on: boolean) =>
  sharing(device).choose({ ...ads, on, shown: shownOf(policyHash) });
const settle = async (...devices: Device[]) => {
  for (const device of [...devices, ...devices]) {
    await sharing(device).refresh({});
    await device.own().until(async () => (await sharing(device).get({})).waiting === 0);
  }
};

beforeEach(async () => {
  server = await startTestServer();
  policyHash = await publish(server, somePolicy());
  laptop = await startDevice(server);
  await register(laptop.own(), server, { number: '+60123456701', name: 'Aisyah' });
  await laptop.goOnline();
  await laptop
    .own()
    .until(async () => (await laptop.handlers().devices.get({})).devices?.[0]?.name);
  await laptop.handlers().devices.rename({ name: 'Laptop' });
  desktop = await linkDevice(laptop, server, 'Desktop');
  await desktop.goOnline();
  for (const device of [laptop, desktop]) await device.handlers().devices.refresh({});
  await settle(laptop, desktop);
  await sharing(laptop).accept({
    policyHash,
    shown: shownOf(policyHash, { boxes: [{ ...ads, ticked: true }] }),
    choices: [{ ...ads, ticked: true }],
  });
  await settle(laptop, desktop);
});
afterEach(async () => {
  await desktop.close();
  await laptop.close();
  await server.close();
});

test('two devices that said different things apart: the no holds on both and at the server, each is told who said what, and a later choice decides', async () => {
  laptop.goOffline();
  desktop.goOffline();
  // What stands as it stood is no choice: each says something.
  await turn(laptop, false);
  await turn(laptop, true);
  await turn(desktop, false);
  expect(await stateOf(desktop)).toMatchObject({ on: false, allowed: false, conflict: null });
  await laptop.goOnline();
  await settle(laptop);
  await desktop.goOnline();
  await settle(desktop, laptop);

  for (const device of [laptop, desktop]) {
    const row = await stateOf(device);
    expect(row).toMatchObject({ allowed: false, because: 'refused' });
    expect(
      row.conflict?.map(({ device: name, thisDevice, gives }) => [name, thisDevice, gives]),
    ).toEqual([
      ['Laptop', device === laptop, true],
      ['Desktop', device === desktop, false],
    ]);
  }
  // The looser of both is an ordinary choice of who saw both.
  if (!(await stateOf(laptop)).on) await turn(laptop, true);
  await settle(laptop, desktop);
  for (const device of [laptop, desktop])
    expect(await stateOf(device)).toMatchObject({ on: true, allowed: true, conflict: null });
});

test('what is chosen on one device is on the other without its asking', async () => {
  const heard: unknown[] = [];
  desktop.own().on('sharing.changed', (state) => heard.push(adsOf(state).on));
  expect(await stateOf(desktop)).toMatchObject({ on: true });
  await turn(laptop, false);
  await desktop.own().until(() => heard.includes(false));
  expect(await stateOf(desktop)).toMatchObject({ on: false, allowed: false });
  await turn(desktop, true);
  await laptop.own().until(async () => (await stateOf(laptop)).on);
});

test('what a device chose that is unlinked by now stands on one that joins later', async () => {
  await turn(desktop, false);
  await turn(desktop, true);
  await settle(desktop, laptop);
  expect(await stateOf(laptop)).toMatchObject({ on: true, allowed: true });
  const { devices } = await laptop.handlers().devices.refresh({});
  const other = devices?.find(({ thisDevice }) => !thisDevice)?.deviceId ?? 0;
  await laptop.handlers().devices.unlink({ deviceIds: [other], wipe: false });
  const tablet = await linkDevice(laptop, server, 'Tablet');
  try {
    await tablet.goOnline();
    await tablet.handlers().devices.refresh({});
    await settle(tablet);
    expect(await stateOf(tablet)).toMatchObject({ on: true, allowed: true, conflict: null });
  } finally {
    await tablet.close();
  }
});
