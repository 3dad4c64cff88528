import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { encryptionWith } from '../testing/compare.ts';
import { type KeyWorld, startKeyWorld } from '../testing/key-world.ts';
import { answeringJson } from '../testing/lies/stage.ts';
import type { Person } from '../testing/world.ts';

vi.setConfig({ hookTimeout: 60_000, testTimeout: 90_000 });

let world: KeyWorld;
beforeEach(async () => {
  world = await startKeyWorld();
});
afterEach(() => world.close());

const dayMs = 86_400_000;
const devicesOf = async (viewer: Person, of: Person) =>
  (await encryptionWith(viewer, of)).theirDevices;
const ownDevices = async (person: Person) => (await person.handlers().encryption.own({})).devices;
const eventsOf = async (viewer: Person, of: Person) =>
  (await encryptionWith(viewer, of)).events.map(({ what, by }) => ({ what, by }));
/** Resolves once the log says so many devices of the other, and their keys were told. */
const knows = (viewer: Person, of: Person, count: number) =>
  viewer.own().until(async () => {
    const devices = await devicesOf(viewer, of);
    const isKnown = devices.every((one) => one.loggedAt !== null && one.signingKey !== null);
    return devices.length === count && isKnown && devices;
  }, 60_000);
const registrationOf = ({
  deviceId,
  registrationId,
}: Awaited<ReturnType<typeof ownDevices>>[number]) => ({
  deviceId,
  registrationId,
});

test('of a contact’s device: its certified signing key, its registration, since when it is known here and in the log', async () => {
  const before = world.clock.now();
  const [aisyah, badrul] = await world.met();
  const [theirs] = await knows(aisyah, badrul, 1);
  const [own] = await ownDevices(badrul);
  expect(theirs).toMatchObject({
    deviceId: 1,
    registrationId: own?.registrationId,
    signingKey: own?.signingKey,
    addedAt: null,
    goneAt: null,
  });
  expect(theirs?.seenAt).toBeGreaterThanOrEqual(before);
  expect(theirs?.seenAt).toBeLessThanOrEqual(world.clock.now());
  expect(own).toMatchObject({ addedAt: expect.any(Number), seenAt: null });
  await badrul.own().until(async () => (await ownDevices(badrul))[0]?.loggedAt);
  expect(await eventsOf(aisyah, badrul)).toEqual([
    { what: 'first_seen', by: own ? [registrationOf(own)] : [] },
  ]);
  await aisyah.reopen();
  expect(await devicesOf(aisyah, badrul)).toEqual([theirs]);
});

test('a device that a contact adds is seen with its first word, and gone once the log has it no more', async () => {
  const [aisyah, badrul] = await world.met();
  await knows(aisyah, badrul, 1);
  const laptop = await world.device(badrul, 'Laptop');
  await laptop.send(await laptop.chatWith(aisyah), 'dari komputer riba');
  await aisyah.received(badrul, 2);
  // Without a day's waiting: a device that is new has the log looked at.
  const [, added] = await knows(aisyah, badrul, 2);
  const own = (await ownDevices(laptop)).find(({ thisDevice }) => thisDevice);
  expect(added).toMatchObject({
    deviceId: 2,
    registrationId: own?.registrationId,
    signingKey: own?.signingKey,
  });
  const by = own ? [registrationOf(own)] : [];
  expect((await eventsOf(aisyah, badrul))[0]).toEqual({ what: 'device_seen', by });

  await badrul.handlers().devices.unlink({ deviceIds: [2], wipe: false });
  await world.server.keyTransparency.publish();
  await vi.waitUntil(
    async () => {
      world.clock.forward(dayMs);
      return (await eventsOf(aisyah, badrul))[0]?.what === 'device_gone';
    },
    { timeout: 30_000, interval: 500 },
  );
  expect((await eventsOf(aisyah, badrul))[0]).toEqual({ what: 'device_gone', by });
});

test('a device that came and went between two looks stands in the history', async () => {
  const [aisyah, badrul] = await world.met();
  await knows(aisyah, badrul, 1);
  await world.device(badrul, 'Laptop');
  await badrul
    .own()
    .until(async () => (await badrul.handlers().devices.get({})).devices?.length === 2);
  await badrul.handlers().devices.unlink({ deviceIds: [2], wipe: false });
  await world.server.keyTransparency.publish();
  await vi.waitUntil(
    async () => {
      world.clock.forward(dayMs);
      return (await eventsOf(aisyah, badrul)).length === 3;
    },
    { timeout: 30_000, interval: 500 },
  );
  expect((await eventsOf(aisyah, badrul)).map(({ what, by }) => [what, by[0]?.deviceId])).toEqual([
    ['device_gone', 2],
    ['device_seen', 2],
    ['first_seen', 1],
  ]);
  expect(await devicesOf(aisyah, badrul)).toHaveLength(1);
});

test('a signing key that the contact’s identity did not certify is not shown as theirs', async () => {
  const aisyah = await world.person('+60123456701', 'Aisyah');
  const badrul = await world.person('+60123456702', 'Badrul');
  let asked = 0;
  answeringJson<{ devices: { signingKey: string }[] }>(
    aisyah,
    (path) => path.endsWith('/signing-keys'),
    (body) => {
      asked++;
      const signingKey = Buffer.alloc(32, 7).toString('base64');
      return { ...body, devices: body.devices.map((device) => ({ ...device, signingKey })) };
    },
  );
  await aisyah.send(await aisyah.chatWith(badrul), 'hai');
  await badrul.received(aisyah, 1);
  await aisyah.own().until(() => asked > 0);
  await aisyah.handlers().encryption.check({ accountId: badrul.accountId });
  expect(await devicesOf(aisyah, badrul)).toMatchObject([
    { deviceId: 1, loggedAt: expect.any(Number), signingKey: null },
  ]);
});

test('right after linking both devices look at the own entry, and the log has the new one on either', async () => {
  const aisyah = await world.person('+60123456701', 'Aisyah');
  const logged = (person: Person) =>
    person.own().until(async () => {
      const { devices, checks } = await person.handlers().encryption.own({});
      const isThere = devices.length === 2 && devices.every(({ loggedAt }) => loggedAt !== null);
      return isThere && checks.own;
    }, 60_000);
  await aisyah
    .own()
    .until(async () => (await aisyah.handlers().encryption.own({})).checks.own.state === 'agrees');
  const laptop = await world.device(aisyah, 'Laptop');
  // No day passes by this clock.
  expect(await logged(aisyah)).toMatchObject({ state: 'agrees', version: 2 });
  expect(await logged(laptop)).toMatchObject({ state: 'agrees', version: 2 });
});
