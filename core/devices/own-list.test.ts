import { afterEach, beforeEach, expect, test } from 'vitest';
import { createNodeNetwork } from '../platform/node-network.ts';
import { tapNetwork } from '../testing/tapped-network.ts';
import { type Person, startWorld, type World } from '../testing/world.ts';

let world: World;
let aisyah: Person;

beforeEach(async () => {
  world = await startWorld();
  aisyah = await world.person('+60123456701', 'Aisyah');
  await aisyah.online();
});
afterEach(() => world.close());

const devicesOf = (person: Person) => person.handlers().devices.get({});
const refresh = (person: Person) => person.handlers().devices.refresh({});
const addedOn = (person: Person) => person.own().until(async () => (await devicesOf(person)).added);

/** Resolves once the device lists so many. */
const lists = (person: Person, count: number) =>
  person.own().until(async () => (await devicesOf(person)).devices?.length === count);

test('each other device is told of one that was added until it was read, over restarts; the new one is told of none', async () => {
  const laptop = await world.device(aisyah, 'Laptop');
  await world.device(aisyah, 'Desktop');
  expect(await addedOn(laptop)).toMatchObject({ deviceId: 3, name: 'Desktop' });
  const third = await world.device(aisyah, 'Tablet');
  await lists(laptop, 4);
  await laptop.reopen();
  expect(await addedOn(laptop)).toMatchObject({ deviceId: 3 });
  const { added } = await laptop.handlers().devices.readAdded({});
  expect(added).toMatchObject({ deviceId: 4, name: 'Tablet' });
  expect((await laptop.handlers().devices.readAdded({})).added).toBeNull();
  expect((await refresh(laptop)).added).toBeNull();
  expect((await refresh(third)).added).toBeNull();
});

test('where the person approved it themselves, a device that was added is no news, over restarts', async () => {
  await world.device(aisyah, 'Laptop');
  await lists(aisyah, 2);
  expect((await devicesOf(aisyah)).added).toBeNull();
  await aisyah.reopen();
  await aisyah.online();
  expect((await refresh(aisyah)).added).toBeNull();
});

test('where the person approved it they are told quietly that it joined, until they read so; nobody else is', async () => {
  const laptop = await world.device(aisyah, 'Laptop');
  const linkedOn = (person: Person) =>
    person.own().until(async () => (await devicesOf(person)).linked);
  expect(await linkedOn(aisyah)).toMatchObject({ deviceId: 2, name: 'Laptop' });
  await world.device(aisyah, 'Tablet');
  expect(await addedOn(laptop)).toMatchObject({ deviceId: 3 });
  expect((await devicesOf(laptop)).linked).toBeNull();
  await lists(aisyah, 3);
  await aisyah.reopen();
  expect((await devicesOf(aisyah)).linked).toMatchObject({ deviceId: 2 });
  const { readLinked } = aisyah.handlers().devices;
  expect((await readLinked({})).linked).toMatchObject({ deviceId: 3, name: 'Tablet' });
  // What is unlinked is no news.
  await aisyah.online();
  await aisyah.handlers().devices.unlink({ deviceIds: [3], wipe: false });
  expect((await devicesOf(aisyah)).linked).toBeNull();
});

test('one approval is for one device of its name: any other is told of, where it was approved too', async () => {
  const laptop = await world.device(aisyah, 'Laptop');
  await lists(aisyah, 2);
  await laptop.online();
  await world.device(laptop, 'Laptop');
  expect(await addedOn(aisyah)).toMatchObject({ deviceId: 3, name: 'Laptop' });
  expect((await refresh(laptop)).added).toBeNull();
});

test('a device that was added and unlinked again is told of all the same, but where the person unlinked it', async () => {
  const laptop = await world.device(aisyah, 'Laptop');
  await laptop.online();
  await world.device(aisyah, 'Somebody');
  await lists(aisyah, 3);
  expect(await addedOn(laptop)).toMatchObject({ deviceId: 3, name: 'Somebody' });
  await aisyah.handlers().devices.unlink({ deviceIds: [3], wipe: false });
  expect((await devicesOf(aisyah)).added).toBeNull();
  expect((await refresh(laptop)).devices).toHaveLength(2);
  expect((await devicesOf(laptop)).added).toMatchObject({ deviceId: 3, name: 'Somebody' });
  expect((await laptop.handlers().devices.readAdded({})).added).toBeNull();
});

const goOffline = (device: Person): void => {
  device.network().offline = true;
  device.network().cut();
};
const goOnline = async (device: Person): Promise<void> => {
  device.network().offline = false;
  await device.handlers().connection.retry({});
  await device.online();
};

test('a device that was added and unlinked again while another one was away is told of there', async () => {
  const laptop = await world.device(aisyah, 'Laptop');
  await laptop.online();
  await lists(aisyah, 2);
  goOffline(laptop);
  const somebody = await world.device(aisyah, 'Somebody');
  await somebody.online();
  await lists(aisyah, 3);
  await aisyah.handlers().devices.unlink({ deviceIds: [3], wipe: false });
  await goOnline(laptop);
  expect(await addedOn(laptop)).toMatchObject({ name: 'Somebody' });
  await laptop.handlers().devices.readAdded({});
  expect((await refresh(laptop)).added).toBeNull();
});

test('a device that was added while another one was away and is there still is told of once', async () => {
  const laptop = await world.device(aisyah, 'Laptop');
  await laptop.online();
  goOffline(laptop);
  await world.device(aisyah, 'Somebody');
  await aisyah.own().until(async () => (await refresh(aisyah)).devices?.length === 3);
  await goOnline(laptop);
  expect(await addedOn(laptop)).toMatchObject({ deviceId: 3, name: 'Somebody' });
  // Whatever its own devices had to say has come by then.
  await aisyah.handlers().accountSettings.set({ key: 'privacy.sendTyping', value: false });
  await laptop
    .own()
    .until(
      async () =>
        (await laptop.handlers().accountSettings.get({})).values['privacy.sendTyping'] === false,
    );
  expect((await laptop.handlers().devices.readAdded({})).added).toBeNull();
  expect((await refresh(laptop)).added).toBeNull();
});

test('who wrote to the others hears from the server that there is one more', async () => {
  const badrul = await world.person('+60123456702', 'Badrul');
  await world.device(aisyah, 'Laptop');
  await lists(aisyah, 2);
  const chatId = await aisyah.chatWith(badrul);
  // The word of the next device never comes.
  const network = tapNetwork(createNodeNetwork());
  network.onSend = () => undefined;
  await world.device(aisyah, 'Desktop', { options: { network } });
  expect((await devicesOf(aisyah)).devices).toHaveLength(2);
  await aisyah.send(chatId, 'Hai');
  await lists(aisyah, 3);
});

test('a device is renamed for the others; the server has no name in the clear', async () => {
  const laptop = await world.device(aisyah, 'Laptop');
  await laptop.online();
  const { devices } = await laptop.handlers().devices.rename({ name: 'Meja dapur' });
  expect(devices?.find(({ thisDevice }) => thisDevice)?.name).toBe('Meja dapur');
  const bodies: string[] = [];
  aisyah.network().onRequest = async (_, pass) => {
    const answer = await pass();
    bodies.push(answer.body);
    return answer;
  };
  expect((await refresh(aisyah)).devices).toMatchObject([
    { deviceId: 1, thisDevice: true },
    { deviceId: 2, thisDevice: false, name: 'Meja dapur' },
  ]);
  expect(bodies.join()).not.toContain('Meja');
});

test('a device that the server made up has no name, and is told', async () => {
  aisyah.network().onRequest = async ({ url }, pass) => {
    const answer = await pass();
    if (!url.endsWith('/v1/devices')) return answer;
    const { devices } = JSON.parse(answer.body);
    const ghost = {
      ...devices[0],
      deviceId: 9,
      signingKey: Buffer.alloc(32, 7).toString('base64'),
    };
    return { ...answer, body: JSON.stringify({ devices: [...devices, ghost] }) };
  };
  const { devices } = await refresh(aisyah);
  expect(devices).toMatchObject([{ deviceId: 1 }, { deviceId: 9, name: null, thisDevice: false }]);
  expect(await addedOn(aisyah)).toMatchObject({ deviceId: 9, name: null });
});

test('a name is not moved from one device to another', async () => {
  await world.device(aisyah, 'Laptop');
  await refresh(aisyah);
  aisyah.network().onRequest = async ({ url }, pass) => {
    const answer = await pass();
    if (!url.endsWith('/v1/devices')) return answer;
    const { devices } = JSON.parse(answer.body);
    devices[1].sealedName = devices[0].sealedName;
    return { ...answer, body: JSON.stringify({ devices }) };
  };
  expect((await refresh(aisyah)).devices?.[1]).toMatchObject({ deviceId: 2, name: null });
});
