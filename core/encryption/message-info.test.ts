import { expect, test, vi } from 'vitest';
import type { MessageInfo } from '../../contract/ipc/encryption/message.ts';
import { encryptionWith, verify } from '../testing/compare.ts';
import { aisyah, badrul, pairForEachTest, world } from '../testing/pair.ts';
import type { Person } from '../testing/world.ts';

pairForEachTest({ firstText: 'mula' });
const infoOf = async (viewer: Person, other: Person, text: string): Promise<MessageInfo> => {
  const chatId = await viewer.chatWith(other);
  const { messages } = await viewer
    .handlers()
    .messages.page({ chatId, anchor: { at: 'newest' }, before: 50, after: 0 });
  const found = messages.find(({ body }) => body.kind === 'text' && body.text === text);
  if (!found) throw new Error('no such message');
  return viewer.handlers().encryption.message({ chatId, order: found.order });
};
const say = async (from: Person, to: Person, text: string, count: number): Promise<void> => {
  await from.send(await from.chatWith(to), text);
  await to.received(from, count);
};

test('a received message says its device, its key, and whether that was compared by then, for good', async () => {
  const before = Date.now();
  const first = await infoOf(badrul, aisyah, 'mula');
  const { key } = await encryptionWith(badrul, aisyah);
  expect(first).toMatchObject({
    outgoing: false,
    state: null,
    origin: { deviceId: 1, name: null, thisDevice: false, isPresent: true, verified: false },
  });
  expect(first.origin?.keyHash).toBe(key?.keyHash);
  expect(first.acceptedAt).toBeLessThanOrEqual(before + 60_000);
  // It begins the session, with a post-quantum key; what it wraps is not told.
  expect(first.origin?.envelope).toEqual({ version: 4, counter: null, pqRatchet: null });

  await verify(badrul, aisyah);
  await say(badrul, aisyah, 'jawapan', 1);
  await say(aisyah, badrul, 'selepas', 2);
  expect((await infoOf(badrul, aisyah, 'selepas')).origin).toMatchObject({
    verified: true,
    envelope: { version: 4, counter: expect.any(Number), pqRatchet: true },
  });
  // What was recorded then stays so, whatever is compared or taken back later.
  expect((await infoOf(badrul, aisyah, 'mula')).origin?.verified).toBe(false);
  await badrul.handlers().encryption.unverify({ accountId: aisyah.accountId });
  expect((await infoOf(badrul, aisyah, 'selepas')).origin?.verified).toBe(true);
});

test('an own message says for which devices and key it was encrypted, and whether that was compared, for good', async () => {
  const { key } = await encryptionWith(aisyah, badrul);
  expect((await infoOf(aisyah, badrul, 'mula')).recipients).toEqual({
    deviceIds: [1],
    keyHash: key?.keyHash,
    isPresent: true,
    verified: false,
  });
  // What came says nothing of that.
  await badrul.own().until(async () => (await badrul.messagesWith(aisyah)).length === 1);
  expect((await infoOf(badrul, aisyah, 'mula')).recipients).toBeNull();
  await verify(aisyah, badrul);
  await say(aisyah, badrul, 'disahkan', 2);
  expect((await infoOf(aisyah, badrul, 'disahkan')).recipients).toMatchObject({ verified: true });
  await aisyah.handlers().encryption.unverify({ accountId: badrul.accountId });
  expect((await infoOf(aisyah, badrul, 'disahkan')).recipients).toMatchObject({ verified: true });
  expect((await infoOf(aisyah, badrul, 'mula')).recipients).toMatchObject({ verified: false });
});

test('what waits for a session is recorded once it is encrypted, for every device that there is then', async () => {
  const laptop = await world.device(badrul, 'Laptop');
  await laptop.online();
  await say(aisyah, badrul, 'kepada dua', 2);
  const { recipients } = await infoOf(aisyah, badrul, 'kepada dua');
  expect(recipients?.deviceIds.toSorted()).toEqual([1, 2]);
});

test('an own message says that it was written here, and when the server took it', async () => {
  const info = await infoOf(aisyah, badrul, 'mula');
  expect(info).toMatchObject({
    outgoing: true,
    acceptedAt: expect.any(Number),
    origin: { deviceId: 1, thisDevice: true, keyHash: null, verified: null, envelope: null },
  });
});

test('what is not there, or of another chat, is not told', async () => {
  const chatId = await badrul.chatWith(aisyah);
  const { encryption } = badrul.handlers();
  await expect(encryption.message({ chatId, order: 10_000 })).rejects.toMatchObject({
    code: 'not_found',
  });
  await expect(encryption.message({ chatId: crypto.randomUUID(), order: 1 })).rejects.toMatchObject(
    { code: 'not_found' },
  );
});

test('sessions are told by what went through them last, in both directions', async () => {
  const sessions = async () =>
    (await badrul.handlers().encryption.sessions({ accountId: aisyah.accountId })).sessions;
  await vi.waitUntil(async () => (await sessions())[0]?.sent !== null, { timeout: 90_000 });
  const [first] = await sessions();
  expect(first).toMatchObject({
    deviceId: 1,
    received: { version: 4, counter: null, pqRatchet: null, at: expect.any(Number) },
    // Besides the receipt, what lets her send sealed.
    sent: { version: 4, counter: expect.any(Number), pqRatchet: true },
  });
  await say(badrul, aisyah, 'satu', 1);
  await say(badrul, aisyah, 'dua', 2);
  await say(aisyah, badrul, 'tiga', 2);
  const [later] = await sessions();
  expect(later?.received).toMatchObject({ version: 4, pqRatchet: true });
  expect(later?.sent?.counter).toEqual(expect.any(Number));
});
