import { expect, test } from 'vitest';
import type { Store } from '../store/types.ts';
import { aisyah, arrived, badrul, chatId, pairForEachTest } from '../testing/pair.ts';
import { workInStore } from '../testing/work-in-store.ts';
import type { Person } from '../testing/world.ts';

pairForEachTest();

const inStore = (person: Person, work: (store: Store) => void): Promise<void> =>
  workInStore(person, (store) => store.transaction(() => work(store)));

const talk = async (): Promise<void> => {
  await aisyah.send(chatId, 'satu');
  await arrived(1);
  await badrul.send(await badrul.chatWith(aisyah), 'dua');
  await aisyah.own().until(async () => (await aisyah.textsFrom(badrul)).length === 1);
};

test('a session that was lost heals itself: one notice, nothing lost, nothing twice', async () => {
  await talk();
  await inStore(badrul, (store) => store.keys.removeSession(aisyah.accountId, 1));
  for (const text of ['tiga', 'empat', 'lima']) await aisyah.send(chatId, text);
  const expected = ['satu', 'tiga', 'empat', 'lima'];
  await arrived(expected.length);
  await aisyah.send(chatId, 'enam');
  await arrived(expected.length + 1);
  expect([...(await badrul.textsFrom(aisyah))].sort()).toEqual([...expected, 'enam'].sort());
  expect(await badrul.noticesWith(aisyah)).toEqual(['session_repaired']);
  expect(await aisyah.noticesWith(badrul)).toEqual([]);
});

test('a session record that is damaged counts as lost', async () => {
  await talk();
  await inStore(badrul, (store) =>
    store.keys.saveSessions([
      { accountId: aisyah.accountId, deviceId: 1, record: Uint8Array.of(1, 2, 3) },
    ]),
  );
  await aisyah.send(chatId, 'tiga');
  await arrived(2);
  expect(await badrul.textsFrom(aisyah)).toEqual(['satu', 'tiga']);
  expect(await badrul.noticesWith(aisyah)).toEqual(['session_repaired']);
});

test('a sender whose session is damaged begins a new one by itself', async () => {
  await talk();
  await inStore(aisyah, (store) =>
    store.keys.saveSessions([
      { accountId: badrul.accountId, deviceId: 1, record: Uint8Array.of(9) },
    ]),
  );
  await aisyah.send(chatId, 'tiga');
  await arrived(2);
  expect(await badrul.textsFrom(aisyah)).toEqual(['satu', 'tiga']);
});

test('whoever begins with a pre-key that was lost is read, and the next begins with another', async () => {
  await badrul.online();
  await inStore(badrul, ({ keys }) => {
    for (const kind of ['one_time', 'signed', 'kyber'] as const)
      keys.removePreKeys(
        kind,
        Array.from({ length: 200 }, (_, index) => index + 1),
      );
  });
  await talk();
  expect(await badrul.textsFrom(aisyah)).toEqual(['satu']);
  expect(await badrul.noticesWith(aisyah)).not.toContain('key_changed');
  await inStore(badrul, ({ keys }) => {
    expect(keys.newestPreKey('signed')).not.toBeNull();
    expect(keys.newestPreKey('kyber')).not.toBeNull();
  });
});

test('typing is not written, and a session that forgets it at the end reads on', async () => {
  await talk();
  const sessionOf = async (): Promise<Uint8Array | null> => {
    let record: Uint8Array | null = null;
    await inStore(badrul, (store) => {
      record = store.keys.session(aisyah.accountId, 1);
    });
    return record;
  };
  await aisyah.send(chatId, 'tiga');
  await arrived(2);
  await aisyah
    .own()
    .until(async () =>
      (await aisyah.messagesWith(badrul)).every(
        ({ outgoing, state }) => !outgoing || state === 'delivered',
      ),
    );
  const before = await sessionOf();
  await badrul.online();
  let heard = 0;
  badrul.own().on('chats.typing', () => heard++);
  for (let times = 1; times <= 6; times++) {
    await aisyah.handlers().chats.setTyping({ chatId, typing: times % 2 === 1 });
    await badrul.own().until(() => heard === times);
  }
  expect(await sessionOf()).toEqual(before);
  await aisyah.send(chatId, 'empat');
  await arrived(3);
  expect(await sessionOf()).not.toEqual(before);
  await badrul.send(await badrul.chatWith(aisyah), 'lima');
  await aisyah.own().until(async () => (await aisyah.textsFrom(badrul)).length === 2);
  expect(await badrul.textsFrom(aisyah)).toEqual(['satu', 'tiga', 'empat']);
  expect(await badrul.noticesWith(aisyah)).toEqual([]);
  expect(await aisyah.noticesWith(badrul)).toEqual([]);
});

test('an older session put back in place (a restored copy) heals too', async () => {
  await talk();
  let old: Uint8Array | null = null;
  await inStore(badrul, (store) => {
    old = store.keys.session(aisyah.accountId, 1);
  });
  for (const text of ['tiga', 'empat']) await aisyah.send(chatId, text);
  await arrived(3);
  await badrul.send(await badrul.chatWith(aisyah), 'lima');
  await aisyah.own().until(async () => (await aisyah.textsFrom(badrul)).length === 2);
  await inStore(badrul, (store) => {
    if (old) store.keys.saveSessions([{ accountId: aisyah.accountId, deviceId: 1, record: old }]);
  });
  await aisyah.send(chatId, 'enam');
  await arrived(4);
  expect(await badrul.textsFrom(aisyah)).toEqual(['satu', 'tiga', 'empat', 'enam']);
});
