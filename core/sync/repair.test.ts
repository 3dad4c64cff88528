import { expect, test } from 'vitest';
import { aisyah, badrul, chatId, pairForEachTest, world } from '../testing/pair.ts';
import { lookInStore, workInStore } from '../testing/work-in-store.ts';
import { type Person, textOf } from '../testing/world.ts';

pairForEachTest();

const texts = async (person: Person, other: Person): Promise<readonly string[]> =>
  (await person.messagesWith(other))
    .filter(({ body }) => body.kind === 'text')
    .map((message) => `${message.outgoing ? '→' : '←'} ${textOf(message)}`);
const has = (person: Person, other: Person, expected: readonly string[]): Promise<unknown> =>
  person.own().until(async () => {
    const present = [...(await texts(person, other))].sort();
    return JSON.stringify(present) === JSON.stringify([...expected].sort());
  });
const link = async (of: Person, name: string): Promise<Person> => {
  const device = await world.device(of, name);
  await device.online();
  const count = (await device.handlers().devices.refresh({})).devices?.length;
  await of.own().until(async () => (await of.handlers().devices.get({})).devices?.length === count);
  return device;
};
const loseSessions = (of: Person, withAccount: string): Promise<void> =>
  workInStore(of, (store) => {
    for (const deviceId of store.keys.sessionDevices(withAccount))
      store.keys.removeSession(withAccount, deviceId);
  });
const deleteAt = async (person: Person, other: Person, text: string): Promise<void> => {
  const found = (await person.messagesWith(other)).find((message) => textOf(message) === text);
  if (!found) throw new Error('no such message');
  await person.handlers().messages.deleteForMe({ chatId: found.chatId, orders: [found.order] });
  await person.handlers().messages.settleDeleted({});
};

test('a device that lost its session with another of the account is told again what it missed, and no more', async () => {
  const laptop = await link(aisyah, 'Laptop');
  await aisyah.send(chatId, 'satu');
  await has(laptop, badrul, ['→ satu']);
  await loseSessions(laptop, aisyah.accountId);
  for (const text of ['dua', 'tiga', 'empat']) await aisyah.send(chatId, text);
  await aisyah.own().until(async () => (await texts(aisyah, badrul)).length === 4);
  await deleteAt(aisyah, badrul, 'tiga');
  await has(laptop, badrul, ['→ satu', '→ dua', '→ empat']);
  expect(await laptop.noticesWith(badrul)).toEqual([]);
  const { chats } = await laptop.handlers().chats.list({ limit: 9, before: null });
  expect(chats).toHaveLength(1);
  await aisyah.send(chatId, 'lima');
  await has(laptop, badrul, ['→ satu', '→ dua', '→ empat', '→ lima']);
});

test('one of the recipient’s devices loses its session: it gets what the others confirmed, and nothing is doubled', async () => {
  await aisyah.send(chatId, 'satu');
  await badrul.received(aisyah, 1);
  await badrul.send(await badrul.chatWith(aisyah), 'ya');
  await aisyah.received(badrul, 1);
  const tablet = await link(badrul, 'Tablet');
  await aisyah.send(chatId, 'dua');
  await has(tablet, aisyah, ['← dua']);
  await loseSessions(tablet, aisyah.accountId);
  let rung = 0;
  badrul.own().on('chats.incoming', ({ count }) => {
    rung += count;
  });
  for (const text of ['tiga', 'empat', 'lima']) await aisyah.send(chatId, text);
  await has(tablet, aisyah, ['← dua', '← tiga', '← empat', '← lima']);
  await has(badrul, aisyah, ['← satu', '→ ya', '← dua', '← tiga', '← empat', '← lima']);
  expect(rung).toBe(3);
  const { chats } = await badrul.handlers().chats.list({ limit: 9, before: null });
  expect(chats[0]?.unreadCount).toBe(5);
});

test('a device that the sender has not heard of, and one that is no more: nothing is lost, nothing doubled', async () => {
  await aisyah.send(chatId, 'satu');
  await badrul.received(aisyah, 1);
  aisyah.network().offline = true;
  aisyah.network().cut();
  const tablet = await link(badrul, 'Tablet');
  await aisyah.send(chatId, 'dua');
  await aisyah.send(chatId, 'tiga');
  aisyah.network().offline = false;
  await aisyah.handlers().connection.retry({});
  await has(tablet, aisyah, ['← dua', '← tiga']);
  await has(badrul, aisyah, ['← satu', '← dua', '← tiga']);
  const { devices } = await badrul.handlers().devices.refresh({});
  const other = devices?.find(({ thisDevice }) => !thisDevice)?.deviceId ?? 0;
  await badrul.handlers().devices.unlink({ deviceIds: [other], wipe: false });
  await aisyah.send(chatId, 'empat');
  await has(badrul, aisyah, ['← satu', '← dua', '← tiga', '← empat']);
  // Nobody is left to tell.
  await badrul.send(await badrul.chatWith(aisyah), 'ya');
  await aisyah.own().until(async () => (await texts(aisyah, badrul)).includes('← ya'));
  await badrul
    .own()
    .until(() => lookInStore(badrul, (store) => store.outbox.recipients().length === 0));
});
