import { isDeepStrictEqual } from 'node:util';
import { beforeEach, expect, test } from 'vitest';
import { only } from '../../contract/settings/audience.ts';
import { addLaptop } from '../testing/laptop.ts';
import { workInStore } from '../testing/work-in-store.ts';
import { type Person, startWorld, type World } from '../testing/world.ts';

let world: World;
let aisyah: Person;
let badrul: Person;
let laptop: Person;
/** Aisyah's chat with Badrul. */
let chatId: string;

/** Badrul has a second device, and both of them have what Aisyah wrote. */
beforeEach(async () => {
  world = await startWorld();
  const options = { acceptsEverybody: false };
  aisyah = await world.person('+60123456701', 'Aisyah');
  badrul = await world.person('+60123456702', 'Badrul', options);
  laptop = await addLaptop(world, badrul, { options });
  await badrul.send(await badrul.chatWith(aisyah), 'salam');
  await aisyah.received(badrul, 1);
  chatId = await aisyah.chatWith(badrul);
  await aisyah.send(chatId, 'salam juga');
  await badrul.received(aisyah, 1);
  await laptop.received(aisyah, 1);
  await comesTo('delivered');
  return () => world.close();
});

const stateOfLast = async () =>
  (await aisyah.messagesWith(badrul)).filter(({ outgoing }) => outgoing).at(-1)?.state;
const comesTo = (state: string) => aisyah.own().until(async () => (await stateOfLast()) === state);
const goOffline = (device: Person): void => {
  device.network().offline = true;
  device.network().cut();
};
const goOnline = async (device: Person): Promise<void> => {
  device.network().offline = false;
  await device.handlers().connection.retry({});
  await device.online();
};
type Switch = 'privacy.sendReadReceipts' | 'privacy.sendDeliveryReceipts';
const turnOff = (device: Person, key: Switch) =>
  device.handlers().accountSettings.set({ key, value: false });
const isOff = (device: Person, key: Switch) =>
  device
    .own()
    .until(async () => (await device.handlers().accountSettings.get({})).values[key] === false);
/** Resolves once it is on the server; the word to other devices went before it. */
const isTold = (device: Person, key: Switch) =>
  device
    .own()
    .until(
      async () => (await device.handlers().accountSettings.rows({})).rows[key]?.place === 'synced',
    );
const readAll = async (device: Person): Promise<void> => {
  const newest = (await device.messagesWith(aisyah)).at(-1);
  if (!newest) throw new Error('no message');
  const { chatId: of, order: throughOrder } = newest;
  await device.handlers().messages.markRead({ chatId: of, throughOrder });
};
/** Whatever the laptop had to tell Aisyah before has reached her, too. */
const laptopHasSpoken = async (): Promise<void> => {
  const before = (await aisyah.textsFrom(badrul)).length;
  const [message] = await laptop.messagesWith(aisyah);
  await laptop.send(message?.chatId ?? '', 'dari komputer riba');
  await aisyah.received(badrul, before + 1);
};

test('who was blocked on one device does not get through on another that was offline meanwhile', async () => {
  goOffline(laptop);
  const syncedAt = async () => (await badrul.handlers().accountSettings.rows({})).sync.syncedAt;
  const before = await syncedAt();
  await badrul.handlers().people.block({ accountId: aisyah.accountId });
  // The word to the laptop went before that.
  await badrul.own().until(async () => (await syncedAt()) !== before);
  await aisyah.send(chatId, 'dengar tak?');
  await badrul.own().until(() => badrul.own().messenger.counters().dropped > 0);
  const told = laptop.own().events.length;
  await goOnline(laptop);
  await laptop.own().until(() => laptop.own().messenger.counters().dropped > 0);
  expect(await laptop.textsFrom(aisyah)).toEqual(['salam juga']);
  const names = laptop
    .own()
    .events.slice(told)
    .map(({ name }) => name);
  expect(names).not.toContain('chats.incoming');
});

test('what came after delivery receipts were turned off elsewhere is not confirmed', async () => {
  const key = 'privacy.sendDeliveryReceipts';
  goOffline(laptop);
  await turnOff(badrul, key);
  await isTold(badrul, key);
  await aisyah.send(chatId, 'satu');
  await badrul.received(aisyah, 2);
  await goOnline(laptop);
  await laptop.received(aisyah, 2);
  await laptopHasSpoken();
  expect(await stateOfLast()).toBe('sent');
});

test('what was read offline is not told once receipts were turned off elsewhere', async () => {
  const key = 'privacy.sendReadReceipts';
  goOffline(laptop);
  await turnOff(badrul, key);
  await isTold(badrul, key);
  await readAll(laptop);
  await goOnline(laptop);
  await isOff(laptop, key);
  await laptopHasSpoken();
  expect(await stateOfLast()).toBe('delivered');
});

test('what was read offline is not told once receipts were turned off on the same device', async () => {
  goOffline(laptop);
  await readAll(laptop);
  await turnOff(laptop, 'privacy.sendReadReceipts');
  await goOnline(laptop);
  await laptopHasSpoken();
  expect(await stateOfLast()).toBe('delivered');
});

test('what was read offline is told to who is still to know it', async () => {
  goOffline(laptop);
  await readAll(laptop);
  await goOnline(laptop);
  await comesTo('read');
});

test('what is written offline does not tell the number: another device may have narrowed who sees it', async () => {
  const key = 'privacy.whoSeesNumber';
  const accountOf = async () => (await laptop.handlers().accountSettings.get({})).values[key];
  await badrul.handlers().accountSettings.set({ key, value: only('everyone') });
  await laptop.own().until(async () => isDeepStrictEqual(await accountOf(), only('everyone')));
  goOffline(laptop);
  const [message] = await laptop.messagesWith(aisyah);
  await laptop.send(message?.chatId ?? '', 'dari komputer riba');
  await workInStore(laptop, (store) => {
    const waiting = store.outbox
      .rowsOf(aisyah.accountId, 0, 9)
      .map(({ content }) => Buffer.from(content).toString('utf8'));
    expect(waiting.filter((text) => text.includes('dari komputer riba'))).toHaveLength(1);
    expect(waiting.join()).not.toContain(badrul.number);
  });
});

test('what was written offline to somebody who was blocked elsewhere meanwhile does not leave', async () => {
  goOffline(laptop);
  const syncedAt = async () => (await badrul.handlers().accountSettings.rows({})).sync.syncedAt;
  const before = await syncedAt();
  await badrul.handlers().people.block({ accountId: aisyah.accountId });
  await badrul.own().until(async () => (await syncedAt()) !== before);
  const [message] = await laptop.messagesWith(aisyah);
  await laptop.send(message?.chatId ?? '', 'masih di sini');
  await goOnline(laptop);
  const state = await laptop.own().until(async () => {
    const written = (await laptop.messagesWith(aisyah)).find(
      ({ body }) => body.kind === 'text' && body.text === 'masih di sini',
    );
    return written?.state === 'queued' ? null : written?.state;
  });
  expect(state).toBe('failed');
  expect(await aisyah.textsFrom(badrul)).not.toContain('masih di sini');
});

test('what was written offline leaves once it is known what the others decided', async () => {
  goOffline(laptop);
  const [message] = await laptop.messagesWith(aisyah);
  await laptop.send(message?.chatId ?? '', 'baru');
  await goOnline(laptop);
  await aisyah.own().until(async () => (await aisyah.textsFrom(badrul)).includes('baru'));
});
