import { beforeEach, expect, it } from 'vitest';
import { type Audience, only } from '../../contract/settings/audience.ts';
import { createHandClock, type HandClock } from '../testing/hand-clock.ts';
import { type Person, startWorld, type World } from '../testing/world.ts';

let world: World;
let aisyah: Person;
let badrul: Person;
/** Of Aisyah. */
let clock: HandClock;

beforeEach(async () => {
  world = await startWorld();
  clock = createHandClock();
  aisyah = await world.person('+60123456701', 'Aisyah', { clock });
  badrul = await world.person('+60123456702', 'Badrul', { acceptsEverybody: false });
  return () => world.close();
});

const letWrite = (value: Audience) =>
  badrul.handlers().accountSettings.set({ key: 'privacy.whoCanWrite', value });
const dropped = (count: number) =>
  badrul.own().until(() => badrul.own().messenger.counters().dropped >= count);
const requests = async () =>
  (await badrul.handlers().people.requests({ limit: 5, before: null })).chats;
/** Told to Badrul’s window from now on, of chats and messages. */
const watch = () => {
  const from = badrul.own().events.length;
  return () =>
    badrul
      .own()
      .events.slice(from)
      .map(({ name }) => name)
      .filter((name) => /^(chats|messages)\./.test(name));
};
/** Whatever Badrul says to the server as messages from now on. */
const watchFrames = () => {
  const frames: Uint8Array[] = [];
  badrul.network().onSend = (bytes) => {
    if (bytes[0] === 0x01) frames.push(bytes);
  };
  return frames;
};
const states = async () => (await aisyah.messagesWith(badrul)).map(({ state }) => state);

it('everybody may write but those on the list: no request, no ring, no receipt; they see “sent”', async () => {
  await letWrite({ ...only('everyone'), never: [aisyah.accountId] });
  const told = watch();
  const frames = watchFrames();
  const chatId = await aisyah.chatWith(badrul);
  await aisyah.send(chatId, 'satu');
  await aisyah.handlers().chats.setTyping({ chatId, typing: true });
  await dropped(1);
  await aisyah.own().until(async () => (await states())[0] === 'sent');
  expect(await requests()).toEqual([]);
  expect(told()).toEqual([]);
  expect((await badrul.handlers().people.get({})).requestCount).toBe(0);
  expect(frames).toEqual([]);
  // Over a restart, too; nothing of it comes once they are off the list.
  await badrul.reopen();
  await badrul.online();
  await aisyah.send(chatId, 'dua');
  await aisyah.own().until(async () => (await states())[1] === 'sent');
  // What comes after it is here: so was it.
  const chong = await world.person('+60123456703', 'Chong');
  await chong.send(await chong.chatWith(badrul), 'salam');
  await badrul.own().until(async () => (await requests()).length === 1);
  await letWrite(only('everyone'));
  await aisyah.send(chatId, 'tiga');
  const request = await badrul
    .own()
    .until(async () => (await requests()).find(({ peer }) => peer.accountId === aisyah.accountId));
  expect(request).toMatchObject({
    unreadCount: 1,
    lastMessage: { body: { kind: 'text', text: 'tiga' } },
  });
});

it.each([
  ['everyone', only('everyone')],
  ['my contacts', only('contacts')],
  ['nobody, but always them', { ...only('nobody'), always: ['them'] }],
] as const)(
  '%s: a contact on the list is written to, and does not come through',
  async (_, value) => {
    const chatId = await aisyah.chatWith(badrul);
    await aisyah.send(chatId, 'mula');
    const [waiting] = await badrul.own().until(async () => {
      const found = await requests();
      return found.length > 0 && found;
    });
    await badrul.send(waiting?.chatId ?? '', 'jawapan');
    await aisyah.received(badrul, 1);
    const { accountId } = aisyah;
    const always = value.always.length > 0 ? [accountId] : [];
    await letWrite({ ...value, always, never: [accountId] });
    const { messageId } = await aisyah.send(chatId, 'jangan');
    await aisyah.own().until(async () => {
      // What is tried once more before a refusal is not waited for.
      clock.forward(1_000);
      const sent = (await aisyah.messagesWith(badrul)).find((one) => one.messageId === messageId);
      // Refused by the server, or taken by it and dropped here.
      return sent?.state === 'failed' || badrul.own().messenger.counters().dropped > 0;
    });
    await badrul.send(waiting?.chatId ?? '', 'saya masih boleh menulis');
    await aisyah.received(badrul, 2);
    expect(await badrul.textsFrom(aisyah)).toEqual(['mula']);
  },
);

it('the account itself on its own list keeps nothing from its other devices', async () => {
  const second = await world.device(badrul, 'Meja', { options: { acceptsEverybody: false } });
  await letWrite({ ...only('everyone'), never: [badrul.accountId] });
  await second.own().until(async () => {
    const { values } = await second.handlers().accountSettings.get({});
    return (values['privacy.whoCanWrite'] as Audience | undefined)?.never.length === 1;
  });
  await badrul.send(await badrul.chatWith(aisyah), 'dari meja lain');
  await second.own().until(async () => (await second.messagesWith(aisyah)).length === 1);
});
