import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { CodedError } from '../../contract/errors/coded-error.ts';
import { only } from '../../contract/settings/audience.ts';
import {
  encodeClientFrame,
  parseClientFrame,
  parseServerFrame,
  sealedType,
} from '../../contract/wire/frames.ts';
import { createHandClock } from '../testing/hand-clock.ts';
import { aisyah, badrul, chatId, pairForEachTest, world } from '../testing/pair.ts';
import { workInStore } from '../testing/work-in-store.ts';
import { startWorld } from '../testing/world.ts';
import { becomeSealed, watchSends } from './testing/sealing.ts';

pairForEachTest();
const certificatePath = '/v1/certificate';
const state = async (messageId: string) =>
  (await aisyah.messagesWith(badrul)).find((message) => message.messageId === messageId)?.state;
test('texts, receipts and typing of contacts are sealed; what tells the own devices is not', async () => {
  await becomeSealed(aisyah, badrul);
  const [hers, his] = [watchSends(aisyah), watchSends(badrul)];
  const { messageId } = await aisyah.send(chatId, 'salam');
  const typed = new Promise<void>((resolve) => {
    badrul.own().on('chats.typing', ({ typing }) => typing && resolve());
  });
  await aisyah.own().until(async () => (await state(messageId)) === 'delivered');
  const last = (await badrul.messagesWith(aisyah)).at(-1);
  await badrul
    .handlers()
    .messages.markRead({ chatId: last?.chatId ?? '', throughOrder: last?.order ?? 0 });
  await aisyah.own().until(async () => (await state(messageId)) === 'read');
  await aisyah.handlers().chats.setTyping({ chatId, typing: true });
  await typed;
  for (const seen of [hers, his]) {
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.every(({ isSealed }) => isSealed)).toBe(true);
    for (const { frame } of seen)
      expect(frame.envelopes.every(({ type }) => type === sealedType)).toBe(true);
  }
  expect(hers.some(({ frame }) => frame.ephemeral)).toBe(true);
});

test('nothing on the second connection is what the first one has: no header, count or id', async () => {
  await becomeSealed(aisyah, badrul);
  const opened: Readonly<Record<string, string>>[] = [];
  const network = aisyah.network();
  network.onSealedOpen = (options) => {
    opened.push(options.headers);
    return options;
  };
  network.cut();
  await aisyah.online();
  const seen = watchSends(aisyah);
  // Named ones to somebody new, sealed ones to a contact, by turns.
  const chong = await world.person('+60123456703', 'Chong');
  const withChong = await aisyah.chatWith(chong);
  for (let index = 1; index <= 3; index++) {
    await aisyah.send(withChong, `kepada Chong ${index}`);
    await aisyah.send(chatId, `kepada Badrul ${index}`);
  }
  await chong.received(aisyah, 3);
  await aisyah.own().until(() => seen.filter(({ isSealed }) => isSealed).length >= 3);
  expect(opened).not.toEqual([]);
  for (const headers of opened) expect(headers).toEqual({});
  // The first one counts; had the second a part of that count, it would show whose it is.
  const ids = seen.filter(({ isSealed }) => isSealed).map(({ frame }) => frame.requestId);
  const steps = ids.slice(1).map((id, index) => Math.abs(id - (ids[index] ?? 0)));
  expect(Math.min(...steps)).toBeGreaterThan(100);
});

test('a refused one goes by name, once, and under another id', async () => {
  const seen = watchSends(aisyah);
  await becomeSealed(aisyah, badrul);
  // His server forgets the token and he does not know: as if he were blocking her.
  await badrul.handlers().accountSettings.set({
    key: 'privacy.whoCanWrite',
    value: { ...only('everyone'), never: [aisyah.accountId] },
  });
  const { messageId } = await aisyah.send(chatId, 'selepas itu');
  await aisyah.own().until(async () => (await state(messageId)) === 'sent');
  const stored = seen.filter(({ frame }) => !frame.ephemeral);
  const idsOf = (wanted: boolean) =>
    stored.filter(({ isSealed }) => isSealed === wanted).map(({ frame }) => frame.clientMessageId);
  expect(idsOf(true).length).toBeGreaterThan(0);
  expect(idsOf(false).length).toBeGreaterThan(0);
  expect(idsOf(false).filter((id) => idsOf(true).includes(id))).toEqual([]);
  // The same again sealed keeps its id, so that the server takes it once.
  expect(new Set(idsOf(true)).size).toBeLessThan(idsOf(true).length);
});

test('with the next token it is sealed again', async () => {
  await becomeSealed(aisyah, badrul);
  const chong = await world.person('+60123456703', 'Chong');
  await becomeSealed(chong, badrul);
  await badrul.handlers().people.block({ accountId: chong.accountId });
  const seen = watchSends(aisyah);
  let count = (await badrul.textsFrom(aisyah)).length;
  for (let index = 0; index < 5; index++) await aisyah.send(chatId, `lagi ${index}`);
  count += 5;
  await badrul.received(aisyah, count);
  await aisyah.own().until(async () => {
    await aisyah.send(chatId, 'satu lagi');
    await badrul.received(aisyah, ++count);
    return seen.at(-1)?.isSealed;
  });
  const texts = await badrul.textsFrom(aisyah);
  expect(texts.filter((text) => text.startsWith('lagi '))).toEqual(
    [0, 1, 2, 3, 4].map((index) => `lagi ${index}`),
  );
});

/** The address of what answers every upgrade with a bare 404, as a proxy does that passes another path only. */
const startBareProxy = async (): Promise<string> => {
  const proxy = createServer().on('upgrade', (_request, stream) => {
    stream.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  onTestFinished(() => void proxy.close());
  return `ws://127.0.0.1:${(proxy.address() as AddressInfo).port}/v1/sealed?v=1`;
};

test.each([
  ['server', async (url: string) => url.replace('/v1/sealed', '/v1/nothing')],
  ['proxy', startBareProxy],
])('a %s without the second connection is sent to by name', async (_what, otherUrl) => {
  await becomeSealed(aisyah, badrul);
  const network = aisyah.network();
  const elsewhere = await otherUrl(`${world.server.url.replace('http', 'ws')}/v1/sealed?v=1`);
  network.onSealedOpen = (options) => ({ ...options, url: elsewhere });
  network.cut();
  const seen = watchSends(aisyah);
  const before = (await badrul.textsFrom(aisyah)).length;
  await aisyah.send(chatId, 'pelayan lama');
  await badrul.received(aisyah, before + 1);
  expect(
    seen.some(({ isSealed, frame }) => !isSealed && frame.recipientId === badrul.accountId),
  ).toBe(true);
});

test('one that is not reached there is waited for: silence makes nothing go by name', async () => {
  await becomeSealed(aisyah, badrul);
  const network = aisyah.network();
  network.onSealedOpen = (options) => ({ ...options, url: 'ws://127.0.0.1:9/' });
  network.cut();
  const seen = watchSends(aisyah);
  let tries = 0;
  const before = (await badrul.textsFrom(aisyah)).length;
  network.onSealedOpen = (options) => {
    tries++;
    return tries < 3 ? { ...options, url: 'ws://127.0.0.1:9/' } : options;
  };
  await aisyah.send(chatId, 'tunggu');
  await badrul.received(aisyah, before + 1);
  expect(tries).toBe(3);
  const texts = seen.filter(({ frame }) => frame.recipientId === badrul.accountId);
  expect(texts.every(({ isSealed }) => isSealed)).toBe(true);
});

test('a burst arrives whole and in order though the second connection is cut in its midst', async () => {
  await becomeSealed(aisyah, badrul);
  const network = aisyah.network();
  const before = (await badrul.textsFrom(aisyah)).length;
  let sealed = 0;
  network.onSend = (bytes, pass, isSealed) => {
    if (isSealed) sealed++;
    pass(bytes);
    if (isSealed && (sealed === 8 || sealed === 25)) network.cut();
  };
  const texts = Array.from({ length: 40 }, (_, index) => `baris ${index}`);
  for (const text of texts) await aisyah.send(chatId, text);
  await badrul.received(aisyah, before + 40);
  expect((await badrul.textsFrom(aisyah)).slice(before)).toEqual(texts);
  expect(sealed).toBeGreaterThan(40);
});

test('a crash between the sending and its answer sends the same again, and it is there once', async () => {
  await becomeSealed(aisyah, badrul);
  const before = (await badrul.textsFrom(aisyah)).length;
  const network = aisyah.network();
  const unheard = new Promise<void>((resolve) => {
    network.onSend = (bytes, pass, isSealed) => {
      const frame = parseClientFrame(bytes);
      if (isSealed && frame.kind === 'send' && !frame.ephemeral) {
        // Taken by the server; the answer is not heard any more.
        network.onReceive = () => undefined;
        pass(bytes);
        resolve();
      } else pass(bytes);
    };
  });
  const { messageId } = await aisyah.send(chatId, 'sekali sahaja');
  await unheard;
  await badrul.received(aisyah, before + 1);
  const { duplicates } = badrul.own().messenger.counters();
  await aisyah.crash();
  await aisyah
    .own()
    .until(async () => !['queued', undefined].includes((await state(messageId)) ?? undefined));
  // Had the server taken it for another one, it would have come twice.
  const last = 'selepas itu';
  await aisyah.send(chatId, last);
  await badrul.received(aisyah, before + 2);
  expect((await badrul.textsFrom(aisyah)).slice(before)).toEqual(['sekali sahaja', last]);
  expect(badrul.own().messenger.counters().duplicates).toBe(duplicates);
});

test('a device that joined is found missing over the second connection, and read by it', async () => {
  await becomeSealed(aisyah, badrul);
  const phone = await world.device(badrul, 'Telefon');
  const tablet = await world.device(aisyah, 'Tablet');
  const seen = watchSends(aisyah);
  await aisyah.send(chatId, 'kepada semua');
  for (const device of [badrul, phone])
    await device.own().until(async () => (await device.textsFrom(aisyah)).includes('kepada semua'));
  const sealed = seen.filter(({ isSealed, frame }) => isSealed && !frame.ephemeral);
  expect(sealed[0]?.frame.envelopes).toHaveLength(1);
  expect(sealed.at(-1)?.frame.envelopes).toHaveLength(2);
  expect(
    seen.filter(({ isSealed, frame }) => !isSealed && frame.recipientId === badrul.accountId),
  ).toEqual([]);
  // The other device of hers reads it as sent, and writes sealed itself.
  await tablet.own().until(async () => (await tablet.messagesWith(badrul)).length > 0);
  const fromTablet = watchSends(tablet);
  const chat = await tablet.chatWith(badrul);
  let count = 0;
  await tablet.own().until(async () => {
    await tablet.send(chat, `dari tablet ${++count}`);
    await phone
      .own()
      .until(async () => (await phone.textsFrom(aisyah)).includes(`dari tablet ${count}`));
    return fromTablet.some(({ isSealed }) => isSealed);
  });
});

test('what the second connection was refused for is asked by name only later, and it is another one then', async () => {
  await becomeSealed(aisyah, badrul);
  const network = aisyah.network();
  let opened = 0;
  network.onSealedOpen = (options) => {
    opened++;
    return options;
  };
  network.cut();
  await aisyah.online();
  const before = (await badrul.textsFrom(aisyah)).length;
  await aisyah.send(chatId, 'sebelum');
  await badrul.received(aisyah, before + 1);
  const openedBefore = opened;
  await world.device(badrul, 'Telefon');
  let refusedAt = 0;
  let askedAt = 0;
  network.onReceive = (bytes, pass) => {
    const frame = parseServerFrame(bytes);
    if (frame.kind === 'error' && frame.error.code === 'devices_changed')
      refusedAt ||= performance.now();
    pass(bytes);
  };
  network.onRequest = (request, pass) => {
    if (request.url.includes(`/accounts/${badrul.accountId}/keys`)) askedAt ||= performance.now();
    return pass();
  };
  await aisyah.send(chatId, 'selepas');
  await badrul.received(aisyah, before + 2);
  expect(refusedAt).toBeGreaterThan(0);
  expect(askedAt - refusedAt).toBeGreaterThan(1_900);
  expect(opened).toBe(openedBefore + 1);
});

test('while the certificate is fetched what is to be sealed waits', async () => {
  await becomeSealed(aisyah, badrul);
  const before = (await badrul.textsFrom(aisyah)).length;
  let answers = false;
  let asked = 0;
  aisyah.network().onRequest = (request, pass) => {
    if (!request.url.endsWith(certificatePath)) return pass();
    asked++;
    if (answers) return pass();
    return Promise.reject(new CodedError('unavailable', { retryAfterMs: 50 }));
  };
  await workInStore(aisyah, ({ meta }) => meta.remove('sealed.certificate'));
  const seen = watchSends(aisyah);
  const { messageId } = await aisyah.send(chatId, 'tunggu sijil');
  await aisyah.own().until(() => asked >= 3);
  expect(await state(messageId)).toBe('queued');
  expect(seen).toEqual([]);
  answers = true;
  await badrul.received(aisyah, before + 1);
  expect(seen[0]?.isSealed).toBe(true);
});

test('what came sealed to a device that does not know yet what certificates lead to is not lost', async () => {
  await becomeSealed(aisyah, badrul);
  const before = (await badrul.textsFrom(aisyah)).length;
  let refusals = 0;
  badrul.network().onRequest = (request, pass) =>
    request.url.endsWith(certificatePath) && ++refusals <= 2
      ? Promise.reject(new CodedError('unavailable', { retryAfterMs: 50 }))
      : pass();
  await workInStore(badrul, async ({ meta }) => {
    const seen = watchSends(aisyah);
    await aisyah.send(chatId, 'sementara tiada');
    await aisyah.own().until(() => seen.some(({ isSealed }) => isSealed));
    meta.remove('sealed.certificate');
  });
  await badrul.received(aisyah, before + 1);
  expect(refusals).toBeGreaterThan(2);
});

test('a token that was refused is tried again with the next connection', async () => {
  await becomeSealed(aisyah, badrul);
  // Her frames bear a token that is not his; what he gave stays as it is.
  const network = aisyah.network();
  let isSpoilt = true;
  network.onSend = (bytes, pass, isSealed) => {
    const frame = parseClientFrame(bytes);
    pass(
      isSealed && isSpoilt && frame.kind === 'send'
        ? encodeClientFrame({ ...frame, deliveryToken: new Uint8Array(16) })
        : bytes,
    );
  };
  const seen = watchSends(aisyah);
  const before = (await badrul.textsFrom(aisyah)).length;
  await aisyah.send(chatId, 'ditolak');
  await badrul.received(aisyah, before + 1);
  expect(seen.at(-1)?.isSealed).toBe(false);
  isSpoilt = false;
  await aisyah.send(chatId, 'masih dengan nama');
  await badrul.received(aisyah, before + 2);
  expect(seen.at(-1)?.isSealed).toBe(false);
  network.cut();
  await aisyah.own().until(async () => {
    await aisyah.send(chatId, 'lagi');
    return seen.at(-1)?.isSealed;
  });
});

test('a certificate is fetched by the clock, and not when something is sent', async () => {
  const clock = createHandClock();
  const later = await startWorld({ clock: { now: clock.now } });
  onTestFinished(() => later.close());
  const chong = await later.person('+60123456703', 'Chong', { clock });
  const devi = await later.person('+60123456704', 'Devi', { clock });
  let asked = 0;
  chong.network().onRequest = (request, pass) => {
    if (request.url.endsWith(certificatePath)) asked++;
    return pass();
  };
  const hours = async (count: number) => {
    clock.forward(count * 3_600_000);
    await chong.online();
    await devi.online();
    await becomeSealed(chong, devi);
  };
  await becomeSealed(chong, devi);
  asked = 0;
  await becomeSealed(chong, devi);
  await hours(11);
  expect(asked).toBe(0);
  await hours(2);
  expect(asked).toBe(1);
  await hours(10);
  expect(asked).toBe(1);
});
