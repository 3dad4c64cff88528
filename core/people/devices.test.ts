import { beforeEach, expect, test } from 'vitest';
import { addLaptop } from '../testing/laptop.ts';
import { type Person, startWorld, type World } from '../testing/world.ts';

let world: World;
let aisyah: Person;
let badrul: Person;
let laptop: Person;

/** Badrul has a second device. */
beforeEach(async () => {
  world = await startWorld();
  const options = { acceptsEverybody: false };
  aisyah = await world.person('+60123456701', 'Aisyah');
  badrul = await world.person('+60123456702', 'Badrul', options);
  laptop = await addLaptop(world, badrul, { options });
  return () => world.close();
});

const page = { limit: 5, before: null };
const hasRequest = (device: Person) =>
  device.own().until(async () => (await device.handlers().people.requests(page)).chats[0]);
const isEmpty = (device: Person) =>
  device
    .own()
    .until(async () => (await device.handlers().people.requests(page)).chats.length === 0);
const states = async () => (await aisyah.messagesWith(badrul)).map(({ state }) => state);

test('a request that one device accepts is accepted on the other, and what comes later is no request there', async () => {
  const chatId = await aisyah.chatWith(badrul);
  await aisyah.send(chatId, 'salam');
  const onLaptop = await hasRequest(laptop);
  await hasRequest(badrul);
  expect(await states()).not.toContain('delivered');
  await badrul.handlers().people.accept({ accountId: aisyah.accountId });
  await isEmpty(laptop);
  const { chats } = await laptop.handlers().chats.list(page);
  expect(chats).toMatchObject([{ chatId: onLaptop.chatId, request: false }]);
  await aisyah.own().until(async () => (await states())[0] === 'delivered');
});

test('a request that one device deletes is gone on the other', async () => {
  await aisyah.send(await aisyah.chatWith(badrul), 'salam');
  await hasRequest(badrul);
  await hasRequest(laptop);
  await laptop.handlers().people.removeRequest({ accountId: aisyah.accountId });
  await isEmpty(badrul);
  expect((await badrul.handlers().chats.list(page)).chats).toEqual([]);
});

test('a block on one device holds on the other, which names the device that set it; so does the end of it', async () => {
  const chatId = await aisyah.chatWith(badrul);
  await aisyah.send(chatId, 'salam');
  await hasRequest(badrul);
  await hasRequest(laptop);
  await laptop.handlers().people.block({ accountId: aisyah.accountId });
  const { blocked } = await badrul.own().until(async () => {
    const found = await badrul.handlers().people.blocked({});
    return found.blocked.length === 1 && found;
  });
  expect(blocked[0]).toMatchObject({
    peer: { name: 'Aisyah', blocked: true },
    set: { device: 'Laptop', thisDevice: false },
  });
  await aisyah.send(chatId, 'dengar tak?');
  for (const device of [badrul, laptop])
    await device.own().until(() => device.own().messenger.counters().dropped > 0);
  const { chatId: his } = await badrul.handlers().chats.get({ chatId: blocked[0]?.chatId ?? '' });
  await expect(badrul.send(his, 'tak')).rejects.toMatchObject({ code: 'blocked' });
  await badrul.handlers().people.unblock({ accountId: aisyah.accountId });
  await laptop
    .own()
    .until(async () => (await laptop.handlers().people.blocked({})).blocked.length === 0);
  expect((await hasRequest(laptop)).lastMessage?.body).toMatchObject({ text: 'salam' });
});
