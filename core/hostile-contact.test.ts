import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { timerLimits } from '../contract/content/timer.ts';
import { only } from '../contract/settings/audience.ts';
import { type Delivery, encodeServerFrame } from '../contract/wire/frames.ts';
import { encryptedBy, jsonContent } from './testing/hostile-sender.ts';
import { aisyah, badrul, pairForEachTest, world } from './testing/pair.ts';
import { workInStore } from './testing/work-in-store.ts';
import type { Person } from './testing/world.ts';

pairForEachTest();

/** Their messages say another registration id than the one that the server knows. */
const claimRegistrationId = (who: Person, registrationId: number): Promise<void> =>
  workInStore(who, (store) => {
    const identity = store.keys.identity();
    if (!identity) throw new Error('no keys');
    store.keys.saveIdentity({ ...identity, registrationId });
  });

test.each([0x1_0000, 0x4000])(
  'a registration id that none has (%i) costs neither the connection nor the answer',
  async (registrationId) => {
    await claimRegistrationId(aisyah, registrationId);
    const problems: unknown[] = [];
    badrul.own().on('connection.changed', ({ problem }) => {
      if (problem) problems.push(problem);
    });
    const chatId = await aisyah.chatWith(badrul);
    const { messageId } = await aisyah.send(chatId, 'mula');
    await aisyah.own().until(async () => {
      const messages = await aisyah.messagesWith(badrul);
      return messages.find((message) => message.messageId === messageId)?.state === 'delivered';
    });
    await badrul.send(await badrul.chatWith(aisyah), 'jawapan');
    await aisyah.own().until(async () => (await aisyah.textsFrom(badrul)).includes('jawapan'));
    expect(problems).toEqual([]);
  },
);

const hand = (deliveries: readonly Delivery[]): void =>
  badrul.network().inject(encodeServerFrame({ kind: 'deliver', deliveries }));

test('a message with the id of one’s own leaves one’s own as it is', async () => {
  const chatId = await aisyah.chatWith(badrul);
  await aisyah.send(chatId, 'mula');
  await badrul.received(aisyah, 1);
  const { messageId } = await badrul.send(await badrul.chatWith(aisyah), 'saya setuju');
  await aisyah.own().until(async () => (await aisyah.textsFrom(badrul)).length === 1);
  const text = { v: 1, kind: 'text', sentAt: 1 };
  hand(
    await encryptedBy(aisyah, badrul, [
      jsonContent({ ...text, messageId, text: 'lain' }),
      jsonContent({ ...text, messageId: randomUUID(), text: 'akhir' }),
    ]),
  );
  await badrul.own().until(async () => (await badrul.textsFrom(aisyah)).includes('akhir'));
  const texts = (await badrul.messagesWith(aisyah)).map(({ body }) =>
    body.kind === 'text' ? body.text : body.kind,
  );
  expect(texts).toEqual(['mula', 'saya setuju', 'akhir']);
});

test('a timer of the last version there is changes nothing, so that it can still be set and taken away', async () => {
  const chatId = await aisyah.chatWith(badrul);
  await aisyah.send(chatId, 'mula');
  await badrul.received(aisyah, 1);
  const his = await badrul.chatWith(aisyah);
  await badrul.send(his, 'ya');
  await aisyah.own().until(async () => (await aisyah.textsFrom(badrul)).length === 1);
  const { mostVersion: version } = timerLimits;
  hand(
    await encryptedBy(aisyah, badrul, [
      jsonContent({ v: 1, kind: 'control', control: { what: 'timer', afterS: 1, version, at: 1 } }),
      jsonContent({
        v: 1,
        kind: 'text',
        messageId: randomUUID(),
        sentAt: 1,
        text: 'akhir',
        expireAfterS: 3_600,
        timerVersion: version,
      }),
    ]),
  );
  await badrul.received(aisyah, 2);
  expect((await badrul.handlers().chats.get({ chatId: his })).timerS).toBeNull();
  const timerOf = async () => (await aisyah.handlers().chats.get({ chatId })).timerS;
  for (const afterS of [3_600, null]) {
    await badrul.handlers().chats.setTimer({ chatId: his, afterS });
    await aisyah.own().until(async () => (await timerOf()) === afterS);
  }
});

test('invented usernames cost a person few look-ups', async () => {
  const lookups: string[] = [];
  const network = badrul.network();
  const { request } = network;
  Object.assign(network, {
    request: (asked: Parameters<typeof request>[0]) => {
      if (asked.url.includes('/lookups/')) lookups.push(asked.url);
      return request(asked);
    },
  });
  const chatId = await aisyah.chatWith(badrul);
  await aisyah.send(chatId, 'mula');
  await badrul.received(aisyah, 1);
  const before = lookups.length;
  const contents = Array.from({ length: 40 }, (_, index) =>
    jsonContent({
      v: 1,
      kind: 'text',
      messageId: randomUUID(),
      sentAt: 1,
      text: String(index),
      from: { name: 'Aisyah', username: `orang_lain.${index + 10}` },
    }),
  );
  const deliveries = await encryptedBy(aisyah, badrul, contents);
  for (const one of deliveries) hand([one]);
  await badrul.own().until(async () => (await badrul.textsFrom(aisyah)).length === 41);
  // Look-ups come one after another: once a later claim is confirmed, those before it are over.
  const cik = await world.person('+60123456703', 'Cik');
  const value = only('everyone');
  await cik.handlers().accountSettings.set({ key: 'privacy.whoSeesNumber', value });
  await cik.send(await cik.chatWith(badrul), 'salam');
  await badrul.own().until(async () => {
    const { chats } = await badrul.handlers().chats.list({ limit: 5, before: null });
    return chats.some(({ peer }) => peer.number === cik.number);
  });
  expect(lookups.length - before).toBeLessThanOrEqual(5);
});

test('a name that turns text around, or shows nothing, is ignored; the message is not', async () => {
  await aisyah.send(await aisyah.chatWith(badrul), 'mula');
  await badrul.received(aisyah, 1);
  const names = ['\u202Ehayisa', '\u2066Badrul', '\u200B', '', 'x'.repeat(500)];
  const contents = names.map((name, index) => ({
    v: 1,
    kind: 'text',
    messageId: randomUUID(),
    sentAt: Date.now(),
    text: `pesan ${index}`,
    from: { name },
  }));
  const profile = { v: 1, kind: 'control', control: { what: 'profile', name: '\u202Ehayisa' } };
  hand(await encryptedBy(aisyah, badrul, [...contents, profile].map(jsonContent)));
  const told = contents.map(({ text }) => text);
  await badrul
    .own()
    .until(async () => (await badrul.textsFrom(aisyah)).length === contents.length + 1);
  expect(await badrul.textsFrom(aisyah)).toEqual(['mula', ...told]);
  const { chats } = await badrul.handlers().chats.list({ limit: 5, before: null });
  expect(chats.map(({ peer }) => peer.name)).toEqual(['Aisyah']);
});

test('receipts that name more than there is time for are taken in several transactions, with turns for others between them', async () => {
  const { messageId } = await badrul.send(await badrul.chatWith(aisyah), 'mula');
  const state = async () => (await badrul.messagesWith(aisyah)).at(-1)?.state;
  await badrul.own().until(async () => (await state()) === 'delivered');
  const receipts = Array.from({ length: 40 }, (_, index) => [
    ...Array.from({ length: 499 }, () => randomUUID()),
    index === 39 ? messageId : randomUUID(),
  ]);
  const deliveries = await encryptedBy(
    aisyah,
    badrul,
    receipts.map((messageIds) =>
      jsonContent({ v: 1, kind: 'receipt', what: 'read', messageIds, at: 1 }),
    ),
  );
  const before = badrul.own().messenger.counters().batches;
  hand(deliveries);
  await badrul.own().until(async () => (await state()) === 'read');
  // At most 2,000 ids and one receipt more in each.
  expect(badrul.own().messenger.counters().batches - before).toBeGreaterThanOrEqual(8);
});

const varint = (value: number): Uint8Array => {
  const bytes: number[] = [];
  for (let rest = value; ; rest = rest >>> 7) {
    if (rest < 128) return Uint8Array.of(...bytes, rest);
    bytes.push((rest & 127) | 128);
  }
};

/** A SignalMessage (version, fields, 8 bytes of MAC) with another counter, field 2; the MAC does not hold any more. */
const withCounter = (content: Uint8Array, counter: number): Uint8Array => {
  const fields: Uint8Array[] = [content.subarray(0, 1)];
  let at = 1;
  while (at < content.length - 8) {
    const start = at;
    const tag = content[at++] ?? 0;
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = content[at++] ?? 0;
      value |= (byte & 127) << shift;
      if (byte < 128) break;
    }
    if ((tag & 7) === 2) at += value;
    fields.push(
      tag === 0x10 ? Uint8Array.of(tag, ...varint(counter)) : content.subarray(start, at),
    );
  }
  return Buffer.concat([...fields, content.subarray(-8)]);
};

test('forged counters, which cost their sender nothing and a reader much, do not keep others waiting', {
  timeout: 120_000,
}, async () => {
  const chatId = await badrul.chatWith(aisyah);
  await badrul.send(chatId, 'mula');
  await badrul
    .own()
    .until(async () => (await badrul.messagesWith(aisyah)).at(-1)?.state === 'delivered');
  const cik = await world.person('+60123456703', 'Cik');
  await cik.send(await cik.chatWith(badrul), 'hai');
  await badrul.received(cik, 1);
  const [real] = await encryptedBy(aisyah, badrul, [
    jsonContent({ v: 1, kind: 'text', messageId: randomUUID(), sentAt: 1, text: 'asal' }),
  ]);
  if (real?.type !== 2) throw new Error('no message of a session under way');
  const content = withCounter(real.content, 24_990);
  hand(Array.from({ length: 600 }, (_, index) => ({ ...real, seq: 6_000_000 + index, content })));
  await badrul.send(chatId, 'sempat');
  const { counters } = badrul.own().messenger;
  expect(counters().batches).toBeLessThan(4);
  await cik.send(await cik.chatWith(badrul), 'penting');
  await badrul.received(cik, 2);
  expect(counters().untried).toBeGreaterThan(200);
});
