import { expect, test } from 'vitest';
import type { Content } from '../../contract/content/schema.ts';
import type { KeyChange } from '../../contract/ipc/model.ts';
import { encodeServerFrame, parseClientFrame } from '../../contract/wire/frames.ts';
import type { KeyBundles } from '../../contract/wire/keys.ts';
import { type Changed, changeKeys, impostorWithKeys, keysOf } from '../testing/bend-keys.ts';
import type { Impostor } from '../testing/impostor.ts';
import { addLaptop } from '../testing/laptop.ts';
import { aisyah, badrul, pairForEachTest, world } from '../testing/pair.ts';
import { workInStore } from '../testing/work-in-store.ts';
import type { Person } from '../testing/world.ts';

pairForEachTest({ firstText: 'mula' });
// Aisyah makes new keys; Badrul decides.
const keyChangeOf = async (viewer: Person): Promise<KeyChange | null> => {
  const { chats } = await viewer.handlers().chats.list({ limit: 50, before: null });
  return chats.find(({ peer }) => peer.accountId === aisyah.accountId)?.keyChange ?? null;
};
const untilAsked = (viewer: Person = badrul) => viewer.own().until(() => keyChangeOf(viewer));
const chatOf = async (viewer: Person): Promise<string> => {
  const { chats } = await viewer.handlers().chats.list({ limit: 50, before: null });
  return chats.find(({ peer }) => peer.accountId === aisyah.accountId)?.chatId ?? '';
};
const write = async (text: string) => badrul.send(await chatOf(badrul), text);
const accept = async (viewer: Person = badrul, hash?: string) =>
  viewer.handlers().people.acceptKeys({
    accountId: aisyah.accountId,
    keyHash: hash ?? (await keyChangeOf(viewer))?.keyHash ?? '',
  });
const openAll = async (changed: Changed, impostor: Impostor): Promise<readonly Content[]> => {
  const contents: Content[] = [];
  for (const frame of changed.taken) {
    const content = await impostor.open(frame);
    if (content) contents.push(content);
  }
  return contents;
};
const textsIn = (contents: readonly Content[]) =>
  contents.flatMap((content) => (content.kind === 'text' ? [content.text] : []));

const linkLaptop = async (): Promise<Person> => {
  const laptop = await addLaptop(world, badrul, { withHistory: false });
  await badrul.online();
  return laptop;
};

const start = async (): Promise<{ changed: Changed; keys: KeyBundles; fresh: Impostor }> => {
  // Their receipts are over with.
  await badrul.own().until(async () => (await badrul.messagesWith(aisyah)).length === 1);
  const keys = await keysOf(world, badrul);
  const fresh = await impostorWithKeys(aisyah, badrul, keys);
  const changed = changeKeys(badrul, aisyah);
  changed.become(fresh);
  return { changed, keys, fresh };
};

test('what is written waits, and what came is kept unopened; once accepted both arrive in order', async () => {
  const { changed, fresh } = await start();
  changed.deliver(await fresh.writeTexts(['satu', 'dua']));
  const asked = await untilAsked();
  await badrul.own().until(async () => (await keyChangeOf(badrul))?.heldCount === 2);
  for (const text of ['a', 'b']) await write(text);
  await badrul.handlers().chats.setTyping({ chatId: await chatOf(badrul), typing: true });
  expect(await badrul.textsFrom(aisyah)).toEqual(['mula']);
  const states = async () =>
    (await badrul.messagesWith(aisyah))
      .filter(({ outgoing }) => outgoing)
      .map(({ state }) => state);
  expect(await states()).toEqual(['queued', 'queued']);
  expect(changed.taken).toEqual([]);

  await expect(accept(badrul, `${'A'.repeat(43)}=`)).rejects.toMatchObject({
    code: 'keys_changed_again',
  });
  await accept(badrul, asked.keyHash);
  await badrul.own().until(async () => (await states()).every((state) => state === 'sent'));
  expect(await badrul.textsFrom(aisyah)).toEqual(['mula', 'satu', 'dua']);
  const said = await openAll(changed, fresh);
  expect(textsIn(said)).toEqual(['a', 'b']);
  expect(said.some(({ kind }) => kind === 'receipt')).toBe(true);
  expect(said.some(({ kind }) => kind === 'typing')).toBe(false);
  expect(await keyChangeOf(badrul)).toBeNull();
  expect(await badrul.noticesWith(aisyah)).toEqual(['identity_changed', 'identity_accepted']);
  await expect(accept(badrul, asked.keyHash)).rejects.toMatchObject({ code: 'not_found' });

  // From now on these are the keys, both ways, and the former ones are kept.
  changed.deliver(await fresh.writeTexts(['tiga']));
  await badrul.received(aisyah, 4);
  await workInStore(badrul, (store) => {
    expect(store.keys.formerIdentities(aisyah.accountId)).toHaveLength(1);
    expect(store.keyChanges.held(aisyah.accountId)).toEqual([]);
  });
  await fresh.close();
});

test('nothing at all is encrypted for a key that is not accepted: neither by hand nor by itself', async () => {
  const { changed, fresh } = await start();
  const sent: string[] = [];
  const { onSend } = badrul.network();
  badrul.network().onSend = (bytes, pass) => {
    const frame = parseClientFrame(bytes);
    if (frame.kind === 'send' && frame.recipientId === aisyah.accountId) sent.push('send');
    onSend(bytes, pass);
  };
  changed.deliver(await fresh.writeTexts(['satu']));
  await untilAsked();
  const chatId = await chatOf(badrul);
  await write('menunggu');
  await badrul.handlers().chats.setTyping({ chatId, typing: true });
  await badrul.handlers().chats.setTimer({ chatId, afterS: 3_600 });
  await badrul.handlers().chats.askPresence({ chatId });
  const [, ...rest] = await badrul.messagesWith(aisyah);
  await badrul.handlers().messages.markRead({ chatId, throughOrder: rest.at(-1)?.order ?? 1 });
  await badrul.handlers().profile.setAbout({ about: 'di sini' });
  badrul.network().cut();
  await badrul.online();
  await badrul.own().until(async () => (await keyChangeOf(badrul)) !== null);
  expect(sent).toEqual([]);
  await fresh.close();
});

test('what waits and what is held outlives the program, killed at any moment', async () => {
  const { changed, fresh } = await start();
  changed.deliver(await fresh.writeTexts(['satu', 'dua']));
  await untilAsked();
  await write('a');
  await badrul.crash();
  changed.again();
  await badrul.online();
  expect((await keyChangeOf(badrul))?.heldCount).toBe(2);
  await write('b');
  await badrul.crash();
  changed.again();
  await badrul.online();
  await accept();
  // Killed right after: what was opened stays so, and what goes out still does.
  await badrul.crash();
  changed.again();
  await badrul.online();
  await badrul
    .own()
    .until(async () =>
      (await badrul.messagesWith(aisyah)).every(
        ({ outgoing, state }) => !outgoing || state === 'sent',
      ),
    );
  expect(await badrul.textsFrom(aisyah)).toEqual(['mula', 'satu', 'dua']);
  expect([...new Set(textsIn(await openAll(changed, fresh)))]).toEqual(['a', 'b']);
  await fresh.close();
});

test('a decision is for the keys that were shown: when they change once more it is asked again', async () => {
  const { changed, fresh, keys } = await start();
  changed.deliver(await fresh.writeTexts(['satu']));
  const first = await untilAsked();
  const other = await impostorWithKeys(aisyah, badrul, keys);
  changed.become(other);
  changed.deliver(await other.writeTexts(['dua']));
  const second = await badrul.own().until(async () => {
    const asked = await keyChangeOf(badrul);
    return asked && asked.keyHash !== first.keyHash ? asked : null;
  });
  await expect(accept(badrul, first.keyHash)).rejects.toMatchObject({ code: 'keys_changed_again' });
  await accept(badrul, second.keyHash);
  await badrul.received(aisyah, 2);
  // What came under the keys in between is asked for again, never opened.
  expect(await badrul.textsFrom(aisyah)).toEqual(['mula', 'dua']);
  await badrul.own().until(() => changed.taken.length > 0);
  const said = await openAll(changed, other);
  expect(said[0]).toMatchObject({ kind: 'control', control: { what: 'session_repaired' } });
  await fresh.close();
  await other.close();
});

test('more than finds room is dropped, told of, and asked for again', async () => {
  const { changed, fresh } = await start();
  const texts = Array.from({ length: 505 }, (_, index) => `${index}`);
  for (let from = 0; from < texts.length; from += 101)
    changed.deliver(await fresh.writeTexts(texts.slice(from, from + 101)));
  const asked = await badrul.own().until(async () => {
    const change = await keyChangeOf(badrul);
    return change?.more ? change : null;
  });
  expect(asked.heldCount).toBe(500);
  await accept();
  expect(await badrul.textsFrom(aisyah)).toHaveLength(501);
  await badrul.own().until(() => changed.taken.length > 0);
  const said = await openAll(changed, fresh);
  expect(said[0]).toMatchObject({ kind: 'control', control: { what: 'session_repaired' } });
  await fresh.close();
});

test('an envelope that comes again, unacknowledged before, is kept once', async () => {
  const { changed, fresh } = await start();
  const deliveries = await fresh.writeTexts(['satu']);
  changed.deliver(deliveries);
  await untilAsked();
  changed.deliver(deliveries);
  await badrul.own().until(() => badrul.own().messenger.counters().untrusted === 2);
  expect((await keyChangeOf(badrul))?.heldCount).toBe(1);
  await accept();
  expect(await badrul.textsFrom(aisyah)).toEqual(['mula', 'satu']);
  await fresh.close();
});

test('the keys of before, once others were accepted, are a change like any other where the server shows them; late messages are none', async () => {
  const { changed, fresh } = await start();
  await write('a');
  await untilAsked();
  await accept();
  await badrul.own().until(() => changed.taken.length > 0);
  // Written by the real one, with the keys of before.
  await aisyah.send(await aisyah.chatWith(badrul), 'lama');
  await badrul.own().until(() => badrul.own().messenger.counters().batches > 1);
  expect(await keyChangeOf(badrul)).toBeNull();
  changed.become(null);
  await write('b');
  await untilAsked();
  const notices = await badrul.noticesWith(aisyah);
  expect(notices.filter((notice) => notice.startsWith('identity'))).toEqual([
    'identity_changed',
    'identity_accepted',
    'identity_changed',
  ]);
  await fresh.close();
});

test('somebody blocked is no question, and nothing of theirs is kept', async () => {
  const { changed, fresh } = await start();
  await badrul.handlers().people.block({ accountId: aisyah.accountId });
  changed.deliver(await fresh.writeTexts(['satu']));
  await badrul.own().until(() => badrul.own().messenger.counters().dropped === 1);
  expect(await keyChangeOf(badrul)).toBeNull();
  expect(await badrul.noticesWith(aisyah)).toEqual([]);
  await badrul.handlers().people.unblock({ accountId: aisyah.accountId });
  changed.deliver(await fresh.writeTexts(['dua']));
  const asked = await untilAsked();
  await badrul.handlers().people.block({ accountId: aisyah.accountId });
  expect(await keyChangeOf(badrul)).toBeNull();
  await expect(accept(badrul, asked.keyHash)).rejects.toMatchObject({ code: 'blocked' });
  await fresh.close();
});

test('what one device accepts the other does, for that very key alone; it is opened there, too', async () => {
  const { changed, fresh, keys } = await start();
  const laptop = await linkLaptop();
  await aisyah.send(await aisyah.chatWith(badrul), 'dua');
  await laptop.received(aisyah, 1);
  const onLaptop = changeKeys(laptop, aisyah);
  const forLaptop = await impostorWithKeys(aisyah, badrul, keys);
  onLaptop.become(fresh);
  changed.deliver(await fresh.writeTexts(['baharu']));
  const asked = await untilAsked();
  // The laptop has not seen them yet when it hears of the decision.
  await accept();
  await badrul.received(aisyah, 3);
  const send = async (text: string) => laptop.send(await chatOf(laptop), text);
  await send('dari komputer riba');
  await laptop
    .own()
    .until(async () => (await laptop.noticesWith(aisyah)).includes('identity_accepted'));
  await laptop.own().until(() => onLaptop.taken.length > 0);
  expect(await keyChangeOf(laptop)).toBeNull();

  // Another key than the one that was decided about is asked of everywhere.
  onLaptop.become(forLaptop);
  changed.become(forLaptop);
  await send('lagi');
  const again = await untilAsked(laptop);
  expect(again.keyHash).not.toBe(asked.keyHash);
  await fresh.close();
  await forLaptop.close();
});

test('while it is undecided the other device goes on hearing what this one wrote, once it was taken', async () => {
  const { changed, fresh } = await start();
  const laptop = await linkLaptop();
  changed.deliver(await fresh.writeTexts(['satu']));
  await untilAsked();
  await write('menunggu');
  await accept();
  await laptop
    .own()
    .until(async () =>
      (await laptop.messagesWith(aisyah)).some(
        ({ outgoing, body }) => outgoing && body.kind === 'text' && body.text === 'menunggu',
      ),
    );
  await fresh.close();
});

/** Aisyah makes new keys, and Badrul is asked about them. */
const inQuestion = async (): Promise<KeyChange> => {
  await badrul.own().until(async () => (await badrul.messagesWith(aisyah)).length === 1);
  await aisyah.online();
  await aisyah.handlers().devices.makeNewKeys({});
  await write('menunggu');
  return untilAsked();
};
/** What both devices wrote waits; what is written to them is held by both; what one decides counts for both. */
const decidedTogether = async (laptop: Person, asked: KeyChange): Promise<void> => {
  expect((await untilAsked(laptop)).keyHash).toBe(asked.keyHash);
  await laptop.send(await chatOf(laptop), 'dari komputer riba');
  await aisyah.online();
  await aisyah.send(await aisyah.chatWith(badrul), 'baharu');
  for (const device of [badrul, laptop])
    await device.own().until(async () => ((await keyChangeOf(device))?.heldCount ?? 0) > 0);
  expect(await aisyah.textsFrom(badrul)).toEqual([]);
  expect(await laptop.textsFrom(aisyah)).toEqual([]);
  await accept();
  await aisyah.received(badrul, 2);
  expect([...(await aisyah.textsFrom(badrul))].sort()).toEqual(['dari komputer riba', 'menunggu']);
  await laptop.own().until(async () => (await laptop.textsFrom(aisyah)).includes('baharu'));
  expect(await keyChangeOf(laptop)).toBeNull();
};

test('a device that is linked while keys are in question asks about them, too, and writes to nobody under them', async () => {
  const asked = await inQuestion();
  const laptop = await linkLaptop();
  await decidedTogether(laptop, asked);
  expect((await laptop.handlers().chats.list({ limit: 50, before: null })).chats).toMatchObject([
    { peer: { accountId: aisyah.accountId, name: 'Aisyah' } },
  ]);
});

test('frames that are no messages are no reason to keep anything', async () => {
  const { changed, fresh } = await start();
  const [typing] = await fresh.write([{ v: 1, kind: 'typing', typing: true, at: Date.now() }]);
  if (!typing) throw new Error('nothing written');
  badrul
    .network()
    .inject(encodeServerFrame({ kind: 'deliver', deliveries: [{ ...typing, seq: 0 }] }));
  const asked = await untilAsked();
  expect(asked.heldCount).toBe(0);
  changed.become(null);
  await fresh.close();
});

test('new keys that a contact made, by the server as it is: once accepted all goes on both ways', async () => {
  await badrul.own().until(async () => (await badrul.messagesWith(aisyah)).length === 1);
  await aisyah.online();
  await aisyah.handlers().devices.makeNewKeys({});
  // Nothing of theirs was seen yet: the server tells it when something is written.
  await write('menunggu');
  await untilAsked();
  await aisyah.online();
  await aisyah.send(await aisyah.chatWith(badrul), 'baharu');
  await badrul.own().until(async () => ((await keyChangeOf(badrul))?.heldCount ?? 0) > 0);
  expect(await aisyah.textsFrom(badrul)).toEqual([]);
  expect(await badrul.textsFrom(aisyah)).toEqual(['mula']);
  await accept();
  await badrul.received(aisyah, 2);
  await aisyah.received(badrul, 1);
  await write('lagi');
  await aisyah.received(badrul, 2);
  expect(await aisyah.textsFrom(badrul)).toEqual(['menunggu', 'lagi']);
  expect(await badrul.textsFrom(aisyah)).toEqual(['mula', 'baharu']);
});

test('without the line in the chat the change is decided all the same; of whom numbers were compared it always comes', async () => {
  const { accountSettings } = badrul.handlers();
  await accountSettings.set({ key: 'privacy.tellKeyChanges', value: false });
  const notices = () => badrul.noticesWith(aisyah);
  const before = await notices();
  const { changed, fresh } = await start();
  await write('a');
  await untilAsked();
  expect(changed.taken).toEqual([]);
  await accept();
  await badrul.own().until(() => changed.taken.length > 0);
  expect(textsIn(await openAll(changed, fresh))).toContain('a');
  expect(await notices()).toEqual(before);

  const { key } = await badrul.handlers().encryption.get({ accountId: aisyah.accountId });
  await badrul
    .handlers()
    .encryption.verify({ accountId: aisyah.accountId, keyHash: key?.keyHash ?? '' });
  changed.become(null);
  await write('b');
  await untilAsked();
  expect(await notices()).toEqual([...before, 'identity_changed']);
  await accept();
  expect(await notices()).toEqual([...before, 'identity_changed', 'identity_accepted']);
  await fresh.close();
});
