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

test('each device is told of one that was added until it was read, over restarts; the new one is told of none', async () => {
  const laptop = await world.device(aisyah, 'Laptop');
  expect(await addedOn(aisyah)).toMatchObject({ deviceId: 2, name: 'Laptop' });
  await world.device(aisyah, 'Desktop');
  expect(await addedOn(laptop)).toMatchObject({ deviceId: 3, name: 'Desktop' });
  await aisyah.reopen();
  expect(await addedOn(aisyah)).toMatchObject({ deviceId: 2 });
  await aisyah.online();
  await refresh(aisyah);
  const { added } = await aisyah.handlers().devices.readAdded({});
  expect(added).toMatchObject({ deviceId: 3 });
  expect((await aisyah.handlers().devices.readAdded({})).added).toBeNull();
  expect((await refresh(aisyah)).added).toBeNull();
});

test('who wrote to the others hears from the server that there is one more', async () => {
  const badrul = await world.person('+60123456702', 'Badrul');
  await world.device(aisyah, 'Laptop');
  await addedOn(aisyah);
  await aisyah.handlers().devices.readAdded({});
  const chatId = await aisyah.chatWith(badrul);
  // The word of the next device never comes.
  const network = tapNetwork(createNodeNetwork());
  network.onSend = () => undefined;
  await world.device(aisyah, 'Desktop', { options: { network } });
  expect((await devicesOf(aisyah)).devices).toHaveLength(2);
  await aisyah.send(chatId, 'Hai');
  expect(await addedOn(aisyah)).toMatchObject({ deviceId: 3, name: 'Desktop' });
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
