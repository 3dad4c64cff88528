import { beforeEach, expect, test } from 'vitest';
import { type Audience, only } from '../../contract/settings/audience.ts';
import { encodeServerFrame } from '../../contract/wire/frames.ts';
import { becomeSealed } from '../sealed/testing/sealing.ts';
import { createHandClock, type HandClock } from '../testing/hand-clock.ts';
import { encryptedBy, jsonContent } from '../testing/hostile-sender.ts';
import { type Person, startWorld, type World } from '../testing/world.ts';

let world: World;
let aisyah: Person;
let badrul: Person;
let hers: string;
let his: string;
let hersToSet: HandClock;
let hisToSet: HandClock;
const hourMs = 3_600_000;

beforeEach(async () => {
  world = await startWorld();
  hersToSet = createHandClock();
  hisToSet = createHandClock();
  aisyah = await world.person('+60123456701', 'Aisyah', { clock: hersToSet });
  badrul = await world.person('+60123456702', 'Badrul', { clock: hisToSet });
  hers = await aisyah.chatWith(badrul);
  await aisyah.send(hers, 'salam');
  await badrul.received(aisyah, 1);
  his = await badrul.chatWith(aisyah);
  await badrul.send(his, 'salam kembali');
  await aisyah.received(badrul, 1);
  // Each has what the other gives, and says no more by itself.
  await becomeSealed(aisyah, badrul);
  await aisyah
    .own()
    .until(async () => (await aisyah.messagesWith(badrul)).every(({ state }) => state !== 'sent'));
  return () => world.close();
});

const show = (person: Person, value: Audience) =>
  person.handlers().accountSettings.set({ key: 'privacy.whoSeesLastSeen', value });
const told = (person: Person): unknown[] =>
  person
    .own()
    .events.filter(({ name }) => name === 'chats.presence')
    .map(({ payload }) => payload);
const ask = (person: Person, chatId: string) => person.handlers().chats.askPresence({ chatId });
/** Ephemeral frames that leave from now on. */
const countSends = (person: Person): (() => number) => {
  let count = 0;
  person.network().onSend = (bytes, pass) => {
    if (bytes[0] === 0x01) count++;
    pass(bytes);
  };
  return () => count;
};
/** Something else went there and back, so that whatever came before it was dealt with. */
const roundTrip = async (from: Person, chatId: string, to: Person): Promise<void> => {
  const { messageId } = await from.send(chatId, 'denyut');
  await from.own().until(async () => {
    const all = await from.messagesWith(to);
    return all.find((message) => message.messageId === messageId)?.state === 'delivered';
  });
};

test('two who show it to each other see when the other was there, to the minute', async () => {
  await show(aisyah, only('contacts'));
  await show(badrul, only('contacts'));
  await ask(badrul, his);
  await badrul.own().until(() => told(badrul).length === 1);
  const [said] = told(badrul) as { lastSeenAt: number; online: boolean; chatId: string }[];
  expect(said).toMatchObject({ chatId: his, online: true });
  expect((said?.lastSeenAt ?? 1) % 60_000).toBe(0);
  expect(Math.abs(Date.now() - (said?.lastSeenAt ?? 0))).toBeLessThan(120_000);
});

test.each([hourMs, -hourMs])(
  'whose clock is %i ms ahead sees the other, and that they type, as everybody does',
  async (byMs) => {
    await show(aisyah, only('contacts'));
    await show(badrul, only('contacts'));
    hisToSet.set(byMs);
    const heard: boolean[] = [];
    badrul.own().on('chats.typing', ({ typing }) => heard.push(typing));
    await ask(badrul, his);
    await badrul.own().until(() => told(badrul).length === 1);
    await aisyah.handlers().chats.setTyping({ chatId: hers, typing: true });
    await badrul.own().until(() => heard.length > 0);
    expect(heard[0]).toBe(true);
  },
);

test('who did nothing for a while is not there any more, also by a clock that was put back', async () => {
  await show(aisyah, only('contacts'));
  await show(badrul, only('contacts'));
  hersToSet.forward(3 * 60_000);
  hersToSet.set(-hourMs);
  await ask(badrul, his);
  await badrul.own().until(() => told(badrul).length === 1);
  const [said] = told(badrul) as { lastSeenAt: number; online: boolean }[];
  expect(said).toMatchObject({ online: false });
  const idleMs = hersToSet.now() - (said?.lastSeenAt ?? 0);
  expect(Math.floor(idleMs / 60_000)).toBeGreaterThanOrEqual(3);
});

test('who hides theirs answers nobody, however often they are asked', async () => {
  await show(badrul, only('contacts'));
  const sends = countSends(aisyah);
  await ask(badrul, his);
  const content = jsonContent({
    v: 1,
    kind: 'control',
    control: { what: 'presence_request', at: Date.now() },
  });
  const deliveries = await encryptedBy(badrul, aisyah, [content, content, content]);
  aisyah.network().inject(
    encodeServerFrame({
      kind: 'deliver',
      deliveries: deliveries.map((one) => ({ ...one, seq: 0 })),
    }),
  );
  await roundTrip(aisyah, hers, badrul);
  expect(sends()).toBe(1);
  expect(told(badrul)).toEqual([]);
});

test('who hides theirs is not told of others either', async () => {
  await show(aisyah, only('contacts'));
  const sends = countSends(badrul);
  await ask(badrul, his);
  await roundTrip(badrul, his, aisyah);
  expect(sends()).toBe(1);
  // Not even when somebody says so unasked.
  const content = jsonContent({
    v: 1,
    kind: 'control',
    control: { what: 'presence', online: true, lastSeenAt: 60_000, at: Date.now() },
  });
  const deliveries = await encryptedBy(aisyah, badrul, [content]);
  badrul.network().inject(
    encodeServerFrame({
      kind: 'deliver',
      deliveries: deliveries.map((one) => ({ ...one, seq: 0 })),
    }),
  );
  await badrul.online();
  expect(told(badrul)).toEqual([]);
});

test('one on the never list, and one who is blocked, get nothing', async () => {
  await show(badrul, only('contacts'));
  await show(aisyah, { ...only('everyone'), never: [badrul.accountId] });
  const sends = countSends(aisyah);
  await ask(badrul, his);
  await roundTrip(badrul, his, aisyah);
  const receipts = sends();
  await show(aisyah, only('contacts'));
  await aisyah.handlers().people.block({ accountId: badrul.accountId });
  await badrul.send(his, 'lagi');
  await ask(badrul, his);
  await aisyah.own().until(() => aisyah.own().messenger.counters().dropped > 0);
  expect(sends()).toBe(receipts);
  expect(told(badrul)).toEqual([]);
});
