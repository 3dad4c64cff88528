import { randomUUID } from 'node:crypto';
import { afterEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type Pair, startPair, textOf } from '../../testing/pair.ts';
import { call, register, testNumber } from '../../testing/test-client.ts';
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
  timeout: 30_000,
}, async () => {
  pair = await startPair({ limits: { maxBufferedBytes: 262_144 } });
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

it('remembers how much a device sent when it connects again', async () => {
  pair = await startPair({ limits: { frameBurst: 20, framesPerSecond: 0.001 } });
  const first = await connect(pair.from);
  for (let count = 0; count < 20; count++) {
    first.send(sendTo(pair.to, 'burst'));
    await first.next('sent');
  }
  await first.close();
  const again = await connect(pair.from);
  again.send(sendTo(pair.to, 'more'));
  expect(await again.next('error')).toMatchObject({ error: { code: 'rate_limited' } });
});
