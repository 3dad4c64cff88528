import { randomBytes, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { padContent } from '../contract/content/codec.ts';
import { utf8ToBytes } from '../contract/utf8.ts';
import {
  type Delivery,
  encodeServerFrame,
  parseClientFrame,
  parseServerFrame,
} from '../contract/wire/frames.ts';
import { delivery, encryptedBy, jsonContent } from './testing/hostile-sender.ts';
import { aisyah, arrived, badrul, chatId, pairForEachTest, world } from './testing/pair.ts';

pairForEachTest({ firstText: 'mula' });

const wellAgain = async (text: string, count: number): Promise<void> => {
  await badrul.online();
  await aisyah.send(chatId, text);
  await arrived(count);
};

test('frames that are none end the connection, and it comes back', async () => {
  const frames = [
    new Uint8Array(0),
    Uint8Array.of(0xff),
    Uint8Array.of(0x82, 0xff, 0xff, 1, 2, 3),
    Uint8Array.of(0x83, 0, 0, 0, 1, 0x7b),
    new Uint8Array(randomBytes(500)),
  ];
  for (const frame of frames) {
    badrul.network().inject(frame);
    await badrul.handlers().connection.retry({});
    await badrul.online();
  }
  // Answers to what was never asked, and notices at any time, change nothing.
  badrul.network().inject(encodeServerFrame({ kind: 'sent', requestId: 77, acceptedAt: 5 }));
  badrul
    .network()
    .inject(encodeServerFrame({ kind: 'error', requestId: 78, error: { code: 'queue_full' } }));
  badrul
    .network()
    .inject(encodeServerFrame({ kind: 'keysLow', preKeyCount: 0, kyberPreKeyCount: 0 }));
  badrul.network().inject(encodeServerFrame({ kind: 'caughtUp' }));
  await wellAgain('masih', 2);
  expect(await badrul.textsFrom(aisyah)).toEqual(['mula', 'masih']);
});

test('deliveries that are replayed, in any order, are dropped without a word', async () => {
  const recorded: Delivery[] = [];
  badrul.network().onReceive = (bytes, pass) => {
    const frame = parseServerFrame(bytes);
    if (frame.kind === 'deliver')
      recorded.push(...frame.deliveries.map((one) => ({ ...one, content: one.content.slice() })));
    pass(bytes);
  };
  for (const text of ['satu', 'dua', 'tiga']) await aisyah.send(chatId, text);
  await arrived(4);
  const before = await badrul.messagesWith(aisyah);
  const again = [...recorded].reverse().map((one, index) => ({ ...one, seq: 1_000_000 + index }));
  badrul.network().inject(encodeServerFrame({ kind: 'deliver', deliveries: [...again, ...again] }));
  await badrul.own().until(() => badrul.own().messenger.counters().duplicates >= again.length);
  expect(await badrul.messagesWith(aisyah)).toEqual(before);
  expect(badrul.own().messenger.counters().unreadable).toBe(0);
});

test('a flood of invented senders opens no chats and does not swell the outbox', async () => {
  const sends: string[] = [];
  badrul.network().onSend = (bytes, pass) => {
    const frame = parseClientFrame(bytes);
    if (frame.kind === 'send') sends.push(frame.recipientId);
    pass(bytes);
  };
  const flood = Array.from({ length: 3_000 }, (_, index) =>
    delivery(
      2_000_000 + index,
      { senderId: randomUUID() },
      new Uint8Array(randomBytes(200)),
      index % 3 === 0 ? 3 : 2,
    ),
  );
  for (let from = 0; from < flood.length; from += 100)
    badrul
      .network()
      .inject(encodeServerFrame({ kind: 'deliver', deliveries: flood.slice(from, from + 100) }));
  await badrul.own().until(() => badrul.own().messenger.counters().unreadable >= flood.length);
  expect((await badrul.handlers().chats.list({ limit: 500, before: null })).chats).toHaveLength(1);
  expect((await badrul.handlers().connection.get({})).queuedCount).toBe(0);
  await wellAgain('masih', 2);
  expect(sends.filter((id) => id !== aisyah.accountId)).toEqual([]);
});

test('more than the window at once ends the connection instead of filling the memory', async () => {
  const many = Array.from({ length: 6_000 }, (_, index) =>
    delivery(3_000_000 + index, { senderId: aisyah.accountId }, Uint8Array.of(1)),
  );
  badrul.network().inject(encodeServerFrame({ kind: 'deliver', deliveries: many }));
  await badrul
    .own()
    .until(() =>
      badrul
        .own()
        .events.some(
          ({ name, payload }) =>
            name === 'connection.changed' && JSON.stringify(payload).includes('bad_frame'),
        ),
    );
  await wellAgain('masih', 2);
});

test('malformed content is counted and dropped; an unknown kind is kept and shown as such, once', async () => {
  const poll = { v: 2, kind: 'poll', messageId: randomUUID(), sentAt: 5, question: 'makan apa' };
  const contents = [
    new Uint8Array(0),
    utf8ToBytes('no padding'),
    padContent(utf8ToBytes('{')),
    jsonContent({ v: 1, kind: 'text', messageId: 'not an id', sentAt: 1, text: 'x' }),
    jsonContent({ v: 1, kind: 'text', messageId: randomUUID(), sentAt: -1, text: 'x' }),
    jsonContent({ v: 1, kind: 'receipt', what: 'read', messageIds: [], at: 1 }),
    jsonContent([]),
    jsonContent(poll),
    jsonContent(poll),
  ];
  const deliveries = await encryptedBy(aisyah, badrul, contents);
  badrul.network().inject(encodeServerFrame({ kind: 'deliver', deliveries }));
  await badrul.own().until(() => badrul.own().messenger.counters().malformed >= 7);
  expect(await badrul.textsFrom(aisyah)).toEqual(['mula', 'unknown']);
  await wellAgain('masih', 3);
});

test('a receipt only moves messages that were sent to whoever it is from', async () => {
  const cik = await world.person('+60123456703', 'Cik');
  const other = await aisyah.chatWith(cik);
  await aisyah.send(other, 'hai');
  await cik.own().until(async () => (await cik.textsFrom(aisyah)).length === 1);
  await badrul.own().messenger.close();
  const unread = await aisyah.send(chatId, 'rahsia');
  const deliveries = await encryptedBy(cik, aisyah, [
    jsonContent({ v: 1, kind: 'receipt', what: 'read', messageIds: [unread.messageId], at: 1 }),
  ]);
  const before = aisyah.own().messenger.counters().batches;
  aisyah.network().inject(encodeServerFrame({ kind: 'deliver', deliveries }));
  await aisyah.own().until(() => aisyah.own().messenger.counters().batches > before);
  expect((await aisyah.messagesWith(badrul)).at(-1)?.state).not.toBe('read');
  await badrul.reopen();
});
