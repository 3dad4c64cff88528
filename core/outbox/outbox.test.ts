import { expect, test } from 'vitest';
import {
  encodeServerFrame,
  parseClientFrame,
  parseServerFrame,
} from '../../contract/wire/frames.ts';
import { createHandClock } from '../testing/hand-clock.ts';
import { aisyah, arrived, badrul, chatId, pairForEachTest, world } from '../testing/pair.ts';
import { type Person, textOf } from '../testing/world.ts';

pairForEachTest();

const numbered = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, index) => `pesan ${from + index}`);
const states = async (): Promise<readonly (string | null)[]> =>
  (await aisyah.messagesWith(badrul)).map(({ state }) => state);

test('a burst arrives whole and in order, and every message is confirmed', async () => {
  const texts = numbered(300);
  await Promise.all(texts.map((text) => aisyah.send(chatId, text)));
  await arrived(300);
  expect(await badrul.textsFrom(aisyah)).toEqual(texts);
  await aisyah.own().until(async () => (await states()).every((state) => state === 'delivered'));
  expect((await aisyah.handlers().connection.get({})).queuedCount).toBe(0);
});

test('what is written without a connection is sent after a restart, in order', async () => {
  await aisyah.send(chatId, 'mula');
  await arrived(1);
  // It arrives before the server's word that it was taken.
  await aisyah.own().until(async () => (await states()).every((state) => state === 'delivered'));
  aisyah.network().offline = true;
  aisyah.network().cut();
  await Promise.all(numbered(30).map((text) => aisyah.send(chatId, text)));
  expect((await aisyah.handlers().connection.get({})).state).not.toBe('online');
  expect((await aisyah.handlers().connection.get({})).queuedCount).toBe(30);
  await aisyah.reopen();
  expect((await aisyah.handlers().connection.get({})).queuedCount).toBe(30);
  await Promise.all(numbered(30, 30).map((text) => aisyah.send(chatId, text)));
  aisyah.network().offline = false;
  await aisyah.handlers().connection.retry({});
  await arrived(61);
  expect(await badrul.textsFrom(aisyah)).toEqual(['mula', ...numbered(60)]);
});

test('a message written without a connection keeps its time on both screens, below what was said meanwhile', async () => {
  await aisyah.send(chatId, 'mula');
  await arrived(1);
  aisyah.network().offline = true;
  aisyah.network().cut();
  const written = await aisyah.send(chatId, 'dalam kapal terbang');
  while (Date.now() <= written.at) await new Promise((resolve) => setImmediate(resolve));
  const meanwhile = await badrul.send(await badrul.chatWith(aisyah), 'dah sampai?');
  expect(meanwhile.at).toBeGreaterThan(written.at);
  aisyah.network().offline = false;
  await aisyah.handlers().connection.retry({});
  await arrived(2);
  await aisyah.own().until(async () => (await aisyah.textsFrom(badrul)).length === 1);
  await aisyah
    .own()
    .until(async () =>
      (await aisyah.messagesWith(badrul)).every(
        ({ outgoing, state }) => !outgoing || state === 'delivered',
      ),
    );
  const timesOf = async (person: Person, other: Person) =>
    (await person.messagesWith(other)).slice(1).map(({ at, body }) => [at, textOf({ body })]);
  const own = [written.at, 'dalam kapal terbang'];
  const theirs = [meanwhile.at, 'dah sampai?'];
  expect(await timesOf(aisyah, badrul)).toEqual([own, theirs]);
  expect(await timesOf(badrul, aisyah)).toEqual([theirs, own]);
  const { chats } = await badrul.handlers().chats.list({ limit: 1, before: null });
  expect(chats[0]?.lastMessage?.at).toBe(written.at);
  expect(chats[0]?.activeAt).toBeGreaterThan(meanwhile.at);
});

test('the same message id sends once, also when asked twice at a time', async () => {
  const asked = { chatId, messageId: '0b5f8c5e-51a4-4f43-9c3d-0a4b6b7f2a11', text: 'sekali' };
  const [one, two] = await Promise.all([
    aisyah.handlers().messages.send(asked),
    aisyah.handlers().messages.send(asked),
  ]);
  expect(two).toEqual(one);
  await arrived(1);
  await aisyah.handlers().messages.send(asked);
  await aisyah.send(chatId, 'akhir');
  await arrived(2);
  expect(await badrul.textsFrom(aisyah)).toEqual(['sekali', 'akhir']);
});

test('an answer that is lost with the connection costs nothing and doubles nothing', async () => {
  await aisyah.send(chatId, 'mula');
  await arrived(1);
  // The server takes them, but its word never comes.
  let swallowed = 0;
  aisyah.network().onReceive = (bytes, pass) => {
    if (parseServerFrame(bytes).kind === 'sent') swallowed++;
    else pass(bytes);
  };
  await Promise.all(numbered(10).map((text) => aisyah.send(chatId, text)));
  await arrived(11);
  expect(swallowed).toBeGreaterThan(0);
  aisyah.network().onReceive = (bytes, pass) => pass(bytes);
  await aisyah.reopen();
  await aisyah
    .own()
    .until(async () =>
      (await states()).every((state) => state === 'delivered' || state === 'sent'),
    );
  await aisyah
    .own()
    .until(async () => (await aisyah.handlers().connection.get({})).queuedCount === 0);
  expect(await badrul.textsFrom(aisyah)).toEqual(['mula', ...numbered(10)]);
});

test('a full queue puts off and keeps the order; Retry-After is kept to', async () => {
  await aisyah.send(chatId, 'mula');
  await arrived(1);
  let refusals = 0;
  aisyah.network().onSend = (bytes, pass, isSealed) => {
    const frame = parseClientFrame(bytes);
    if (frame.kind === 'send' && refusals < 5) {
      refusals++;
      aisyah.network().inject(
        encodeServerFrame({
          kind: 'error',
          requestId: frame.requestId,
          error: { code: 'queue_full', retryAfterMs: 50 },
        }),
        isSealed,
      );
    } else pass(bytes);
  };
  for (const text of numbered(5)) await aisyah.send(chatId, text);
  await arrived(6);
  expect(refusals).toBe(5);
  expect(await badrul.textsFrom(aisyah)).toEqual(['mula', ...numbered(5)]);
});

test('word of other devices makes new sessions and loses nothing', async () => {
  await aisyah.send(chatId, 'mula');
  await arrived(1);
  let told = 0;
  aisyah.network().onSend = (bytes, pass, isSealed) => {
    const frame = parseClientFrame(bytes);
    if (frame.kind === 'send' && told < 3) {
      told++;
      aisyah.network().inject(
        encodeServerFrame({
          kind: 'error',
          requestId: frame.requestId,
          error: { code: 'devices_changed', details: { missing: [], extra: [], stale: [1] } },
        }),
        isSealed,
      );
    } else pass(bytes);
  };
  await Promise.all(numbered(10).map((text) => aisyah.send(chatId, text)));
  await arrived(11);
  expect(told).toBe(3);
  expect([...(await badrul.textsFrom(aisyah))].sort()).toEqual(['mula', ...numbered(10)].sort());
});

test('an account that is gone: the message fails with its reason, the chat says so', async () => {
  await aisyah.send(chatId, 'mula');
  await arrived(1);
  await badrul.handlers().account.remove({ number: badrul.number });
  await aisyah.send(chatId, 'masih di sana');
  await aisyah.own().until(async () => (await states()).includes('failed'));
  const messages = await aisyah.messagesWith(badrul);
  expect(messages.find(({ state }) => state === 'failed')?.problem?.code).toBe('recipient_gone');
  expect(messages.map(({ body }) => (body.kind === 'notice' ? body.notice : body.kind))).toContain(
    'number_new_owner',
  );
  expect((await aisyah.handlers().chats.get({ chatId })).peer.gone).toBe(true);
  await expect(aisyah.send(chatId, 'lagi')).rejects.toMatchObject({ code: 'recipient_gone' });
});

test('without a receipt for 30 days a message counts as not delivered, and can be sent again', async () => {
  await aisyah.send(chatId, 'mula');
  await aisyah.own().until(async () => (await states()).at(-1) === 'delivered');
  await badrul.own().messenger.close();
  await aisyah.send(chatId, 'tertinggal');
  await aisyah.own().until(async () => (await states()).at(-1) === 'sent');
  const inDays = (days: number) => createHandClock(days * 86_400_000);
  await aisyah.reopen({ clock: inDays(29) });
  expect((await states()).at(-1)).toBe('sent');
  await aisyah.reopen({ clock: inDays(31) });
  const message = await aisyah
    .own()
    .until(async () =>
      (await aisyah.messagesWith(badrul)).find(({ state }) => state === 'not_delivered'),
    );
  await aisyah.handlers().messages.retry({ messageId: message.messageId });
  await aisyah.own().until(async () => (await states()).at(-1) === 'sent');
  await badrul.reopen();
  await arrived(2);
  expect(await badrul.textsFrom(aisyah)).toEqual(['mula', 'tertinggal']);
});

test('a rate limit on one contact’s keys holds up nobody else', async () => {
  const cik = await world.person('+60123456703', 'Cik');
  const other = await aisyah.chatWith(cik);
  const network = aisyah.network();
  const { request } = network;
  let asked = 0;
  Object.assign(network, {
    request: async (wanted: Parameters<typeof request>[0]) => {
      if (!wanted.url.endsWith(`/${cik.accountId}/keys`)) return request(wanted);
      asked++;
      const body = JSON.stringify({ code: 'rate_limited', retryAfterMs: 3_600_000 });
      return { status: 429, retryAfterMs: 3_600_000, body };
    },
  });
  const held = await aisyah.send(other, 'tertahan');
  await aisyah.own().until(() => asked > 0);
  await aisyah.send(chatId, 'lalu');
  await arrived(1);
  expect(await badrul.textsFrom(aisyah)).toEqual(['lalu']);
  expect((await aisyah.messagesWith(cik)).at(-1)).toMatchObject({
    messageId: held.messageId,
    state: 'queued',
  });
  expect(asked).toBe(1);
});

/** Has the frames that go by name refused as not allowed a moment later, while `isRefused` says so of their message. */
const refusing = (isRefused: (clientMessageId: string) => boolean): (() => number) => {
  const network = aisyah.network();
  network.refuseSealed();
  let refusals = 0;
  network.onSend = (bytes, pass) => {
    const frame = parseClientFrame(bytes);
    if (frame.kind !== 'send' || !isRefused(frame.clientMessageId)) return pass(bytes);
    refusals++;
    const { requestId } = frame;
    const refusal = { kind: 'error', requestId, error: { code: 'not_allowed' } } as const;
    setImmediate(() => network.inject(encodeServerFrame(refusal)));
  };
  return () => refusals;
};

test('a burst that is refused at once is one refusal: all of it arrives when it is taken a moment later', async () => {
  await aisyah.send(chatId, 'mula');
  await aisyah.own().until(async () => (await states()).every((state) => state === 'delivered'));
  const seen = new Set<string>();
  const refusals = refusing((id) => {
    const isNew = !seen.has(id) && seen.size < 8;
    if (isNew) seen.add(id);
    return isNew;
  });
  // Together, as what waited for a connection.
  aisyah.network().offline = true;
  aisyah.network().cut();
  await Promise.all(numbered(8).map((text) => aisyah.send(chatId, text)));
  aisyah.network().offline = false;
  await aisyah.handlers().connection.retry({});
  await aisyah.own().until(async () => {
    const now = await states();
    return now.includes('failed') || now.every((state) => state === 'delivered');
  });
  expect(await states()).not.toContain('failed');
  expect(refusals()).toBe(8);
  expect(await badrul.textsFrom(aisyah)).toEqual(['mula', ...numbered(8)]);
});

test('what is refused for good fails alone: what waits behind it is asked about by itself', async () => {
  await aisyah.send(chatId, 'mula');
  await aisyah.own().until(async () => (await states()).every((state) => state === 'delivered'));
  let first = null as string | null;
  const refusals = refusing((id) => {
    first ??= id;
    return id === first;
  });
  const refused = await aisyah.send(chatId, 'ditolak');
  await aisyah.own().until(() => refusals() > 0);
  await Promise.all(numbered(5).map((text) => aisyah.send(chatId, text)));
  await aisyah.own().until(async () => (await states()).every((state) => state !== 'queued'));
  const failed = (await aisyah.messagesWith(badrul)).filter(({ state }) => state === 'failed');
  expect(failed.map(({ messageId, problem }) => [messageId, problem?.code])).toEqual([
    [refused.messageId, 'not_allowed'],
  ]);
  await arrived(6);
  expect(await badrul.textsFrom(aisyah)).toEqual(['mula', ...numbered(5)]);
});
