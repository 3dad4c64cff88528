import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test, vi } from 'vitest';
import { CodedError } from '../../contract/errors/coded-error.ts';
import { encodeClientFrame, parseClientFrame } from '../../contract/wire/frames.ts';
import { createKeyBase } from '../crypto/key-base.ts';
import { sealEnvelope } from '../crypto/sealed-sender.ts';
import { encryptedBy, jsonContent } from '../testing/hostile-sender.ts';
import { aisyah, badrul, chatId, pairForEachTest, world } from '../testing/pair.ts';
import { lookInStore, workInStore } from '../testing/work-in-store.ts';
import { becomeSealed, createTestIssuer } from './testing/sealing.ts';

pairForEachTest();
vi.setConfig({ testTimeout: 90_000 });
beforeEach(() => becomeSealed(aisyah, badrul));

const asideOf = () => lookInStore(badrul, ({ meta }) => meta.get('inbox.aside'));
const counters = () => badrul.own().messenger.counters();

/** From the next connection on Badrul’s server never says what certificates lead to, until it is told to. */
const certificatesFail = () => {
  let isFailing = true;
  let asked = 0;
  badrul.network().onRequest = (request, pass) => {
    if (!request.url.endsWith('/v1/certificate') || !isFailing) return pass();
    asked++;
    return Promise.reject(new CodedError('unavailable', { retryAfterMs: 50 }));
  };
  const end = (): void => {
    isFailing = false;
  };
  return { asked: () => asked, end };
};

/** What Aisyah wrote, within a certificate of some other server: whoever has the token can have that stand in the queue. */
const madeUp = async (): Promise<Uint8Array> => {
  const text = { v: 1, kind: 'text', messageId: randomUUID(), sentAt: 1, text: 'palsu' };
  const [inner] = await encryptedBy(aisyah, badrul, [jsonContent(text)]);
  if (!inner) throw new Error('nothing encrypted');
  const base = await lookInStore(aisyah, ({ keys }) => {
    const identity = keys.identity();
    if (!identity) throw new Error('no keys');
    const own = { accountId: aisyah.accountId, deviceId: 1 };
    const made = createKeyBase({ keys, own, ...identity });
    // Read while it is open.
    made.peerIdentity(badrul.accountId);
    return made;
  });
  const certificate = createTestIssuer().certify(aisyah.accountId, base.identity.publicKey);
  const { type, content } = inner;
  const envelope = { deviceId: 1, registrationId: 1, type, content };
  const sealed = await sealEnvelope(base, certificate, badrul.accountId, envelope);
  if (!sealed) throw new Error('not sealed');
  return sealed.content;
};

test('a made-up certificate stops nothing, also where the server never says what they lead to', async () => {
  const content = await madeUp();
  await aisyah.online();
  let isSent = false;
  const network = aisyah.network();
  network.onSend = (bytes, pass, isSealed) => {
    const frame = parseClientFrame(bytes);
    const isFirst = isSealed && frame.kind === 'send' && !frame.ephemeral && !isSent;
    if (!isFirst) return pass(bytes);
    isSent = true;
    const envelopes = frame.envelopes.map((envelope) => ({ ...envelope, content }));
    pass(encodeClientFrame({ ...frame, clientMessageId: randomUUID(), envelopes }));
  };
  const failing = certificatesFail();
  await badrul.reopen();
  await badrul.online();
  const [before, { unverified }] = [(await badrul.textsFrom(aisyah)).length, counters()];
  await aisyah.send(chatId, 'di depan');
  await aisyah.own().until(() => isSent);
  await aisyah.send(chatId, 'di belakang');
  await badrul.received(aisyah, before + 1);
  expect((await badrul.textsFrom(aisyah)).at(-1)).toBe('di belakang');
  expect(failing.asked()).toBeGreaterThan(0);
  // It was nobody's, which is known once the server says so; then it is gone.
  expect(counters().unverified).toBe(unverified);
  failing.end();
  await badrul.own().until(() => counters().unverified === unverified + 1);
  await badrul.own().until(async () => (await asideOf()) === undefined);
});

test('what is set aside is read once the server says what certificates lead to, also after a start', async () => {
  const chong = await world.person('+60123456703', 'Chong');
  const toBadrul = await chong.chatWith(badrul);
  const before = (await badrul.textsFrom(aisyah)).length;
  const failing = certificatesFail();
  await workInStore(badrul, async ({ meta }) => {
    meta.remove('sealed.certificate');
    const { messageId } = await aisyah.send(chatId, 'bertutup');
    await aisyah.own().until(async () => {
      const messages = await aisyah.messagesWith(badrul);
      return messages.find((one) => one.messageId === messageId)?.state === 'sent';
    });
    await chong.send(toBadrul, 'dengan nama');
  });
  await badrul.received(chong, 1);
  await badrul.own().until(async () => (await asideOf()) !== undefined);
  expect(await badrul.textsFrom(aisyah)).toHaveLength(before);
  await badrul.reopen();
  await badrul.online();
  expect(await asideOf()).not.toBeUndefined();
  failing.end();
  await badrul.received(aisyah, before + 1);
  expect((await badrul.textsFrom(aisyah)).at(-1)).toBe('bertutup');
  await badrul.own().until(async () => (await asideOf()) === undefined);
});
