import { randomBytes, randomUUID } from 'node:crypto';
import { afterEach, expect, it } from 'vitest';
import { limits } from '../../../contract/wire/limits.ts';
import { type Pair, startPair, textOf } from '../../testing/pair.ts';
import { letSendSealed, openSealedSocket, sealedTo } from '../../testing/sealed-socket.ts';
import { call } from '../../testing/test-client.ts';
import { createTestClock } from '../../testing/test-clock.ts';
import { openSocket, sendTo, type TestSocket } from '../../testing/test-socket.ts';

const nobody = '00000000-0000-0000-0000-000000000000';
let pair: Pair;
const sockets: TestSocket[] = [];
const own = (socket: TestSocket): TestSocket => {
  sockets.push(socket);
  return socket;
};
const openSealed = async (headers?: Readonly<Record<string, string>>) =>
  own(await openSealedSocket(pair.server.url, headers));
const openOf = async (who: { readonly authorization: string }) => {
  const socket = own(await openSocket(pair.server.url, who.authorization));
  await socket.next('caughtUp');
  return socket;
};

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.raw.terminate();
  await pair.server.close();
});

it('hands over what was sealed without a sender, now and from the store, once', async () => {
  pair = await startPair();
  const token = await letSendSealed(pair.server, pair.to);
  const sealed = await openSealed();
  const frame = sealedTo(pair.to, 'salam', token);
  sealed.send(frame);
  sealed.send(frame);
  const { acceptedAt } = await sealed.next('sent');
  expect((await sealed.next('sent')).acceptedAt).toBe(acceptedAt);
  const to = own(await openSocket(pair.server.url, pair.to.authorization));
  const { deliveries } = await to.next('deliver');
  expect(deliveries).toHaveLength(1);
  expect(deliveries[0]).toMatchObject({ senderId: nobody, senderDeviceId: 0, type: 6 });
  expect(textOf(deliveries[0]?.content)).toBe('salam');
  await to.next('caughtUp');
  sealed.send(sealedTo(pair.to, 'menaip', token, { ephemeral: true }));
  await sealed.next('sent');
  expect((await to.next('deliver')).deliveries[0]).toMatchObject({ seq: 0, senderId: nobody });
  // What is for a device is not handed over here.
  expect(sealed.frames.map(({ kind }) => kind)).toEqual(['sent', 'sent', 'sent']);
});

it('takes it from nobody without the very token, and says no more than that', async () => {
  pair = await startPair();
  const sealed = await openSealed();
  const refusalOf = async (frame: ReturnType<typeof sealedTo>) => {
    sealed.send(frame);
    const { requestId, error } = await sealed.next('error');
    expect(requestId).toBe(frame.requestId);
    return error;
  };
  const refused = { code: 'not_allowed' };
  // Nobody may, as for every account of before.
  expect(await refusalOf(sealedTo(pair.to, 'x', randomBytes(16)))).toEqual(refused);
  const token = await letSendSealed(pair.server, pair.to);
  expect(await refusalOf(sealedTo(pair.to, 'x', randomBytes(16)))).toEqual(refused);
  const unknown = { ...pair.to, accountId: randomUUID() };
  expect(await refusalOf(sealedTo(unknown, 'x', token))).toEqual(refused);
  expect(await refusalOf(sealedTo(pair.from, 'x', token))).toEqual(refused);
  // The devices are told to who has the token only.
  const wrong = { ...pair.to, registrationId: 9 };
  expect(await refusalOf(sealedTo(wrong, 'x', randomBytes(16)))).toEqual(refused);
  expect(await refusalOf(sealedTo(wrong, 'x', token))).toEqual({
    code: 'devices_changed',
    details: { missing: [], extra: [], stale: [1] },
  });
  const next = await letSendSealed(pair.server, pair.to);
  expect(await refusalOf(sealedTo(pair.to, 'x', token))).toEqual(refused);
  sealed.send(sealedTo(pair.to, 'x', next));
  await sealed.next('sent');
  const { authorization } = pair.to;
  await call(pair.server.url, 'setDelivery', { tokenHash: null }, authorization);
  expect(await refusalOf(sealedTo(pair.to, 'x', next))).toEqual(refused);
});

it('refuses whoever says who they are', async () => {
  pair = await startPair();
  const { authorization } = pair.from;
  await expect(openSealed({ authorization })).rejects.toThrow('400');
  await expect(openSealed({ cookie: 'a=b' })).rejects.toThrow('400');
});

it('closes on anything but what is sealed, and takes that nowhere else', async () => {
  pair = await startPair();
  const token = await letSendSealed(pair.server, pair.to);
  const frames = [
    sendTo(pair.to, 'plain', { deliveryToken: token }),
    { ...sealedTo(pair.to, 'no token', token), deliveryToken: undefined } as never,
    { kind: 'ack', throughSeq: 1 } as const,
  ];
  for (const frame of frames) {
    const sealed = await openSealed();
    sealed.send(frame);
    expect(await sealed.closed).toBe(4400);
  }
  const from = await openOf(pair.from);
  from.send(sealedTo(pair.to, 'by name', token));
  expect(await from.closed).toBe(4400);
});

it('lets nobody flood one recipient, whoever they are, nor from one address', async () => {
  const clock = createTestClock();
  const slow = { frameBurst: 20, framesPerSecond: 10 };
  pair = await startPair({ clock, limits: slow });
  const token = await letSendSealed(pair.server, pair.to);
  const sealed = [await openSealed(), await openSealed()];
  for (const socket of sealed)
    for (let index = 0; index < 10; index++) {
      socket.send(sealedTo(pair.to, `${index}`, token));
      await socket.next('sent');
    }
  const [first] = sealed;
  first?.send(sealedTo(pair.to, 'one more', token));
  expect((await first?.next('error'))?.error).toMatchObject({ code: 'rate_limited' });
  // Wrong tokens cost the recipient nothing.
  clock.advance(1_000);
  for (let index = 0; index < 30; index++) {
    first?.send(sealedTo(pair.to, 'x', randomBytes(16)));
    expect((await first?.next('error'))?.error).toEqual({ code: 'not_allowed' });
  }
  first?.send(sealedTo(pair.to, 'again', token));
  await first?.next('sent');
  await pair.server.close();
  pair = await startPair({ clock, limits: slow, limitLoopback: true });
  const limited = await openSealed();
  for (let index = 0; index < 21; index++) limited.send(sealedTo(pair.to, 'x', randomBytes(16)));
  const codes: string[] = [];
  for (let index = 0; index < 21; index++) codes.push((await limited.next('error')).error.code);
  expect(codes.filter((code) => code === 'rate_limited')).toHaveLength(1);
  // Connecting anew begins nothing anew.
  const again = await openSealed();
  again.send(sealedTo(pair.to, 'x', randomBytes(16)));
  expect((await again.next('error')).error.code).toBe('rate_limited');
});

it('leaves room for who sends by name when what is sealed fills its share', async () => {
  pair = await startPair({ limits: { maxQueuedSealed: 3 } });
  const token = await letSendSealed(pair.server, pair.to);
  const sealed = await openSealed();
  for (let index = 0; index < 3; index++) {
    sealed.send(sealedTo(pair.to, `${index}`, token));
    await sealed.next('sent');
  }
  sealed.send(sealedTo(pair.to, 'x', token));
  expect((await sealed.next('error')).error).toEqual({ code: 'queue_full' });
  const from = await openOf(pair.from);
  from.send(sendTo(pair.to, 'by name'));
  await from.next('sent');
});

it('takes no connection from a device, and keeps none over which nothing is taken', async () => {
  pair = await startPair({
    limits: { maxConnections: 1, maxSealedConnections: 2, sealedIdleMs: 1_000 },
  });
  const token = await letSendSealed(pair.server, pair.to);
  const sealed = [await openSealed(), await openSealed()] as const;
  await expect(openSealed()).rejects.toThrow('503');
  await openOf(pair.from);
  const stirs = setInterval(() => sealed[0].send(sealedTo(pair.to, 'salam', token)), 300);
  // What is refused is nothing that was taken.
  const knocks = setInterval(() => sealed[1].send(sealedTo(pair.to, 'x', randomBytes(16))), 300);
  expect(await sealed[1].closed).toBe(1013);
  clearInterval(knocks);
  clearInterval(stirs);
  await openSealed();
  expect(await sealed[0].closed).toBe(1013);
});

it('refuses an envelope above 65 KiB and goes on', async () => {
  pair = await startPair();
  const token = await letSendSealed(pair.server, pair.to);
  const sealed = await openSealed();
  const large = sealedTo(pair.to, new Uint8Array(limits.maxSealedEnvelopeBytes + 1), token);
  sealed.send(large);
  expect(await sealed.next('error')).toMatchObject({
    requestId: large.requestId,
    error: { code: 'too_large' },
  });
  sealed.send(sealedTo(pair.to, new Uint8Array(limits.maxSealedEnvelopeBytes), token));
  await sealed.next('sent');
});

it('says goodbye when it closes', async () => {
  pair = await startPair();
  const sealed = await openSealed();
  await pair.server.close();
  expect(await sealed.closed).toBe(1013);
});
