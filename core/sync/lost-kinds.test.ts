import { beforeEach, expect, test } from 'vitest';
import { blockKey } from '../people/blocks.ts';
import { addLaptop } from '../testing/laptop.ts';
import { workInStore } from '../testing/work-in-store.ts';
import { type Person, startWorld, type World } from '../testing/world.ts';

let world: World;
let badrul: Person;
let laptop: Person;

/** Badrul has a second device. */
beforeEach(async () => {
  world = await startWorld();
  const options = { acceptsEverybody: false };
  badrul = await world.person('+60123456702', 'Badrul', options);
  laptop = await addLaptop(world, badrul, { options });
  return () => world.close();
});

const page = { limit: 9, before: null };
const requestsOf = async (device: Person) =>
  (await device.handlers().people.requests(page)).chats.map(({ peer }) => peer.accountId).sort();
const chatOf = async (device: Person, other: Person) =>
  (await device.handlers().chats.list(page)).chats.find(
    ({ peer }) => peer.accountId === other.accountId,
  );

test('a device that lost what its account’s others said comes to the same again, whatever kind of word it was', async () => {
  const others: Person[] = [];
  for (const [index, name] of ['Aisyah', 'Chandra', 'Dina', 'Edi'].entries()) {
    const other = await world.person(`+6012345671${index}`, name);
    await other.send(await other.chatWith(badrul), 'salam');
    others.push(other);
  }
  const [blocked, accepted, removed, timed] = others as [Person, Person, Person, Person];
  for (const device of [badrul, laptop])
    await device.own().until(async () => (await requestsOf(device)).length === 4);
  await badrul.handlers().people.accept({ accountId: timed.accountId });
  for (const device of [badrul, laptop])
    await device.own().until(async () => (await requestsOf(device)).length === 3);

  await workInStore(laptop, async (store) => {
    for (const deviceId of store.keys.sessionDevices(badrul.accountId))
      store.keys.removeSession(badrul.accountId, deviceId);
    const { people, chats, accountSettings } = badrul.handlers();
    await people.block({ accountId: blocked.accountId });
    await people.accept({ accountId: accepted.accountId });
    await people.removeRequest({ accountId: removed.accountId });
    const chat = await chatOf(badrul, timed);
    await chats.setTimer({ chatId: chat?.chatId ?? '', afterS: 3_600 });
    await accountSettings.set({ key: 'privacy.sendTyping', value: false });
    await accountSettings.setForChat({
      accountId: timed.accountId,
      key: 'privacy.sendReadReceipts',
      value: false,
      until: null,
    });
    // Who has what of the profile is told, too.
    await badrul.own().until(async () => (await chatOf(badrul, timed))?.timerS === 3_600);
  });
  await laptop.online();
  const { people, accountSettings } = laptop.handlers();
  await laptop.own().until(async () => {
    const [requests, chat] = [await requestsOf(laptop), await chatOf(laptop, timed)];
    const { values } = await accountSettings.get({});
    const { rows } = await accountSettings.chat({ accountId: timed.accountId });
    const { blocked: all } = await people.blocked({});
    return (
      !requests.includes(accepted.accountId) &&
      !requests.includes(removed.accountId) &&
      (await chatOf(laptop, accepted)) !== undefined &&
      (await chatOf(laptop, removed)) === undefined &&
      chat?.timerS === 3_600 &&
      values['privacy.sendTyping'] === false &&
      rows['privacy.sendReadReceipts']?.value === false &&
      all.some(({ peer }) => peer.accountId === blocked.accountId)
    );
  });
  const given: string[][] = [];
  for (const device of [badrul, laptop])
    await workInStore(device, (store) => {
      expect(store.registers.get(blockKey(blocked.accountId))).toBeDefined();
      given.push(
        [accepted, timed].map(({ accountId }) =>
          store.profiles
            .given(accountId)
            .map(({ thing, mark }) => `${thing} ${mark}`)
            .sort()
            .join(),
        ),
      );
    });
  expect(given[1]).toEqual(given[0]);
});
