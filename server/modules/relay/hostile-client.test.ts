import { randomUUID } from 'node:crypto';
import { afterEach, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { type Pair, startPair, textOf } from '../../testing/pair.ts';
import { call, register, type TestAccount, testNumber } from '../../testing/test-client.ts';
import { openSocket, sendTo, type TestSocket } from '../../testing/test-socket.ts';

let pair: Pair;
const open: { terminate: () => void }[] = [];
const connect = async (who: { authorization: string }): Promise<TestSocket> => {
  const socket = await openSocket(pair.server.url, who.authorization);
  open.push(socket.raw);
  return socket;
};
afterEach(async () => {
  for (const socket of open.splice(0)) socket.terminate();
  await pair.server.close();
});

it('drops what is not kept when its receiver reads too slowly, and keeps the receiver', {
  timeout: 90_000,
}, async () => {
  pair = await startPair({ limits: { maxBufferedBytes: 262_144, frameBurst: 20_000 } });
  const to = await connect(pair.to);
  await to.next('caughtUp');
  to.raw.pause();
  const from = await connect(pair.from);
  const noise = sendTo(pair.to, new Uint8Array(65_536), { ephemeral: true });
  for (let count = 0; count < 300; count++) {
    from.send({ ...noise, clientMessageId: randomUUID() });
    await from.next('sent');
  }
  from.send(sendTo(pair.to, 'still there'));
  await from.next('sent');
  to.raw.resume();
  let last = '';
  while (last !== 'still there') {
    const { deliveries } = await to.next('deliver');
    last = textOf(deliveries.at(-1)?.content);
  }
  expect(to.raw.readyState).toBe(WebSocket.OPEN);
});

it('has room again for the person whose queue a removed account had filled', async () => {
  pair = await startPair({ limits: { maxQueuedPerAccount: 10 } });
  const from = await connect(pair.from);
  for (let count = 0; count < 10; count++) {
    from.send(sendTo(pair.to, 'filler'));
    await from.next('sent');
  }
  from.send(sendTo(pair.to, 'one too many'));
  expect(await from.next('error')).toMatchObject({ error: { code: 'queue_full' } });
  await call(pair.server.url, 'deleteAccount', {}, pair.from.authorization);
  const other = await connect(await register(pair.server, testNumber(3)));
  other.send(sendTo(pair.to, 'room'));
  await other.next('sent');
});

/** The same account with a device that is another to the server. */
const renewed = ({ server, from }: Pair): Promise<TestAccount> =>
  register(server, from.number, {
    identity: from.identity,
    authorization: from.authorization,
    device: from.identity.deviceKeys({ registrationId: 4_243 }),
  });

const answerTo = async (
  socket: TestSocket,
  frame: ReturnType<typeof sendTo>,
): Promise<string | undefined> => {
  socket.send(frame);
  const answer = await vi.waitUntil(
    () =>
      socket.frames.find(
        (one) => (one.kind === 'sent' || one.kind === 'error') && one.requestId === frame.requestId,
      ),
    60_000,
  );
  return answer.kind === 'error' ? answer.error.code : answer.kind;
};

it.each([
  { what: 'envelopes', limits: { maxQueuedPerSender: 4 }, size: 10 },
  { what: 'bytes', limits: { maxQueuedBytesPerSender: 4_500 }, size: 1_000 },
])('gives one sender a share of a queue, in $what; others still get through', async (given) => {
  pair = await startPair({ limits: { ...given.limits, codeResendAfterMs: 0 } });
  pair = { ...pair, from: await renewed(pair) };
  const from = await connect(pair.from);
  const noise = () => sendTo(pair.to, new Uint8Array(given.size));
  for (let count = 0; count < 4; count++) expect(await answerTo(from, noise())).toBe('sent');
  expect(await answerTo(await connect(pair.from), noise())).toBe('queue_full');
  const other = await register(pair.server, testNumber(3));
  const third = await connect(other);
  expect(await answerTo(third, noise())).toBe('sent');
  // What is counted in memory is the same as what is counted anew in the database.
  await call(pair.server.url, 'deleteAccount', {}, other.authorization);
  const again = await connect(pair.from);
  expect(await answerTo(again, noise())).toBe('queue_full');
  const to = await connect(pair.to);
  let seen: number[] = [];
  while (seen.length < 4)
    seen = [...seen, ...(await to.next('deliver')).deliveries.map(({ seq }) => seq)];
  to.send({ kind: 'ack', throughSeq: seen[1] ?? 0 });
  await expect.poll(() => answerTo(again, noise())).toBe('sent');
  expect(await answerTo(again, noise())).toBe('sent');
  expect(await answerTo(again, noise())).toBe('queue_full');
});

it('bounds the bytes that wait for one account, whoever sent them', async () => {
  pair = await startPair({ limits: { maxQueuedBytesPerAccount: 2_500 } });
  const from = await connect(pair.from);
  const other = await connect(await register(pair.server, testNumber(3)));
  const noise = () => sendTo(pair.to, new Uint8Array(1_000));
  expect(await answerTo(from, noise())).toBe('sent');
  expect(await answerTo(other, noise())).toBe('sent');
  expect(await answerTo(other, noise())).toBe('queue_full');
  expect(await answerTo(from, sendTo(pair.to, 'small'))).toBe('sent');
});

it('counts pings as frames', async () => {
  pair = await startPair({ limits: { frameBurst: 50, framesPerSecond: 1 } });
  const from = await connect(pair.from);
  let pongs = 0;
  from.raw.on('pong', () => pongs++);
  from.raw.ping('one');
  await new Promise((resolve) => from.raw.once('pong', resolve));
  for (let count = 0; count < 2_000; count++) from.raw.ping('many');
  expect(await from.closed).toBe(4429);
  expect(pongs).toBeLessThan(60);
});

it('remembers how much an account sent when it connects again, also with a device made anew', async () => {
  pair = await startPair({
    limits: { frameBurst: 20, framesPerSecond: 0.001, codeResendAfterMs: 0 },
  });
  const first = await connect(pair.from);
  for (let count = 0; count < 20; count++) {
    first.send(sendTo(pair.to, 'burst'));
    await first.next('sent');
  }
  await first.close();
  const again = await connect(pair.from);
  again.send(sendTo(pair.to, 'more'));
  expect(await again.next('error')).toMatchObject({ error: { code: 'rate_limited' } });
  const anew = await connect(await renewed(pair));
  anew.send(sendTo(pair.to, 'more'));
  expect(await anew.next('error')).toMatchObject({ error: { code: 'rate_limited' } });
});
