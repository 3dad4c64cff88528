import { beforeEach, expect, test } from 'vitest';
import { changeKeys, impostorWithKeys, keysOf } from '../testing/bend-keys.ts';
import { encryptionWith, isVerified, summaryWith, verify } from '../testing/compare.ts';
import { addLaptop } from '../testing/laptop.ts';
import { type Person, startWorld, type World } from '../testing/world.ts';

let world: World;
let aisyah: Person;
let badrul: Person;
let laptop: Person;

/** Badrul has a second device, and both know Aisyah's key. */
beforeEach(async () => {
  world = await startWorld();
  aisyah = await world.person('+60123456701', 'Aisyah');
  badrul = await world.person('+60123456702', 'Badrul');
  laptop = await addLaptop(world, badrul);
  await badrul.send(await badrul.chatWith(aisyah), 'salam');
  await aisyah.received(badrul, 1);
  await aisyah.send(await aisyah.chatWith(badrul), 'salam juga');
  await badrul.received(aisyah, 1);
  await laptop.received(aisyah, 1);
  return () => world.close();
});

const becomes = (device: Person, verified: boolean) =>
  device.own().until(async () => (await isVerified(device, aisyah)) === verified);
const goOffline = (device: Person): void => {
  device.network().offline = true;
  device.network().cut();
};
const goOnline = async (device: Person): Promise<void> => {
  device.network().offline = false;
  await device.handlers().connection.retry({});
  await device.online();
};
const ofAisyah = () => ({ accountId: aisyah.accountId });

test('a mark is on every device of the account, and so is its end; each says who set it', async () => {
  const told: string[] = [];
  laptop.own().on('encryption.changed', ({ accountId }) => void told.push(accountId));
  await verify(badrul, aisyah);
  await becomes(laptop, true);
  expect(told).toContain(aisyah.accountId);
  const [here, there] = [
    await encryptionWith(badrul, aisyah),
    await encryptionWith(laptop, aisyah),
  ];
  expect(there.key?.safetyNumber).toBe(here.key?.safetyNumber);
  expect(here.verified).toMatchObject({ thisDevice: true });
  expect(there.verified).toMatchObject({ thisDevice: false, at: here.verified?.at });
  expect(there.ownDevices.map(({ name, thisDevice }) => [name, thisDevice])).toEqual([
    [expect.any(String), false],
    ['Laptop', true],
  ]);
  expect(there.ownDevices.every(({ signingKey }) => signingKey !== null)).toBe(true);
  // Aisyah sees both of them.
  expect((await encryptionWith(aisyah, badrul)).theirDevices).toHaveLength(2);

  await laptop.handlers().encryption.unverify(ofAisyah());
  await becomes(badrul, false);
  expect((await encryptionWith(badrul, aisyah)).comparedBefore).toBeNull();
  // A device that joins later learns what stands.
  await verify(laptop, aisyah);
  await becomes(badrul, true);
  const tablet = await world.device(badrul, 'Tablet');
  await tablet.online();
  await tablet.send(await tablet.chatWith(aisyah), 'dari tablet');
  await becomes(tablet, true);
});

test('marks for different keys that devices set apart count as none, until one is compared again', async () => {
  const keys = await keysOf(world, badrul);
  const fresh = await impostorWithKeys(aisyah, badrul, keys);
  goOffline(laptop);
  await verify(laptop, aisyah);
  expect(await isVerified(laptop, aisyah)).toBe(true);
  // Meanwhile the other one is shown new keys, accepts them, and compares those.
  const changed = changeKeys(badrul, aisyah);
  changed.become(fresh);
  changed.deliver(await fresh.writeTexts(['baharu']));
  const keyChange = await badrul
    .own()
    .until(async () => (await summaryWith(badrul, aisyah)).keyChange);
  await badrul.handlers().people.acceptKeys({ ...ofAisyah(), keyHash: keyChange.keyHash });
  await verify(badrul, aisyah);
  expect(await isVerified(badrul, aisyah)).toBe(true);

  await goOnline(laptop);
  await becomes(badrul, false);
  await becomes(laptop, false);
  await verify(badrul, aisyah);
  expect(await isVerified(badrul, aisyah)).toBe(true);
  expect(await isVerified(laptop, aisyah)).toBe(false);
  await fresh.close();
});

test('what one device accepts ends the mark on all of them', async () => {
  const keys = await keysOf(world, badrul);
  await verify(badrul, aisyah);
  await becomes(laptop, true);
  const fresh = await impostorWithKeys(aisyah, badrul, keys);
  const onLaptop = changeKeys(laptop, aisyah);
  const changed = changeKeys(badrul, aisyah);
  onLaptop.become(fresh);
  changed.become(fresh);
  changed.deliver(await fresh.writeTexts(['baharu']));
  const keyChange = await badrul
    .own()
    .until(async () => (await summaryWith(badrul, aisyah)).keyChange);
  await badrul.handlers().people.acceptKeys({ ...ofAisyah(), keyHash: keyChange.keyHash });
  await becomes(laptop, false);
  await laptop.send((await summaryWith(laptop, aisyah)).chatId, 'dari komputer riba');
  await laptop
    .own()
    .until(async () => (await laptop.noticesWith(aisyah)).includes('identity_accepted'));
  // Not verified, or that it cannot be checked: the log is silent meanwhile.
  await laptop
    .own()
    .until(async () =>
      ['not_verified', 'check_unavailable'].includes(
        (await encryptionWith(laptop, aisyah)).status.state,
      ),
    );
  expect(await encryptionWith(laptop, aisyah)).toMatchObject({
    status: { isVerified: false },
    comparedBefore: 'theirs',
  });
  // And what is compared then counts on both.
  await verify(laptop, aisyah);
  await becomes(badrul, true);
  await fresh.close();
});

test('a mark that another device set and nobody heard of does not outlive the account’s new keys', async () => {
  goOffline(laptop);
  await verify(laptop, aisyah);
  await badrul.online();
  await badrul.handlers().devices.makeNewKeys({});
  laptop.network().offline = false;
  await laptop.handlers().connection.retry({});
  await laptop
    .own()
    .until(async () => (await laptop.handlers().account.get({})).phase === 'signed_out');
  expect(await isVerified(badrul, aisyah)).toBe(false);
  await becomes(laptop, false);
  expect((await encryptionWith(laptop, aisyah)).key).toBeNull();
});
