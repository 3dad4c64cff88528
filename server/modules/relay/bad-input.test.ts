import { connect as connectTcp, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { encodeClientFrame } from '../../../contract/wire/frames.ts';
import { type Pair, startPair, textOf } from '../../testing/pair.ts';
import { createTestClock } from '../../testing/test-clock.ts';
import { openSocket, sendTo, type TestSocket } from '../../testing/test-socket.ts';

let pair: Pair;
const open: { terminate: () => void }[] = [];
const connect = async (who: { authorization: string }): Promise<TestSocket> => {
  const socket = await openSocket(pair.server.url, who.authorization);
  open.push(socket.raw);
  return socket;
};
const tcp = (): Socket => {
  const socket = connectTcp(pair.server.port, '127.0.0.1');
  socket.on('error', () => undefined);
  open.push({ terminate: () => socket.destroy() });
  return socket;
};
afterEach(async () => {
  for (const socket of open.splice(0)) socket.terminate();
  await pair.server.close();
});

/** Another conversation goes on as if nothing had happened. */
const expectOthersUnharmed = async (): Promise<void> => {
  const to = await connect(pair.to);
  await to.next('caughtUp');
  const from = await connect(pair.from);
  from.send(sendTo(pair.to, 'unharmed'));
  await from.next('sent');
  const { deliveries } = await to.next('deliver');
  expect(textOf(deliveries.at(-1)?.content)).toBe('unharmed');
};

it.each([
  ['an unknown frame', Buffer.from([0x7f, 1, 2, 3])],
  [
    'half a frame',
    Buffer.from(
      encodeClientFrame(
        sendTo(
          {
            accountId: '00000000-0000-4000-8000-000000000000',
            deviceId: 1,
            registrationId: 1,
          } as never,
          'x',
        ),
      ),
    ).subarray(0, 30),
  ],
  ['an empty frame', Buffer.alloc(0)],
  [
    'a frame with something after its end',
    Buffer.concat([encodeClientFrame({ kind: 'ack', throughSeq: 1 }), Buffer.from([0])]),
  ],
])('closes with 4400 on %s', async (_name, bytes) => {
  pair = await startPair();
  const bad = await connect(pair.from);
  bad.raw.send(bytes);
  expect(await bad.closed).toBe(4400);
  expect(bad.frames.at(-1)).toMatchObject({
    kind: 'error',
    requestId: 0,
    error: { code: 'bad_frame' },
  });
  await expectOthersUnharmed();
});

it('closes with 4400 on text, and with 1009 on a message beyond a frame', async () => {
  pair = await startPair();
  const text = await connect(pair.from);
  text.raw.send('{"kind":"send"}');
  expect(await text.closed).toBe(4400);
  const huge = await connect(pair.from);
  huge.raw.send(Buffer.alloc(1_048_577));
  expect(await huge.closed).toBe(1009);
  await expectOthersUnharmed();
});

it('refuses an envelope above 64 KiB and goes on', async () => {
  pair = await startPair();
  const from = await connect(pair.from);
  const large = sendTo(pair.to, new Uint8Array(65_537));
  from.send(large);
  expect(await from.next('error')).toMatchObject({
    requestId: large.requestId,
    error: { code: 'too_large' },
  });
  from.send(sendTo(pair.to, new Uint8Array(65_536)));
  await from.next('sent');
});

it.each([
  ['no token', undefined, 1, 401],
  ['a wrong token', 'wrong', 1, 401],
  ['another version', 'right', 2, 426],
])('refuses an upgrade with %s', async (_name, token, version, status) => {
  pair = await startPair();
  const wrong = pair.from.authorization.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
  const authorization =
    token === 'right' ? pair.from.authorization : token === 'wrong' ? wrong : '';
  await expect(openSocket(pair.server.url, authorization, version)).rejects.toThrow(String(status));
  await expectOthersUnharmed();
});

it('answers what cannot be upgraded', async () => {
  pair = await startPair();
  await expect(
    new Promise((_resolve, reject) =>
      new WebSocket(`${pair.server.url.replace('http', 'ws')}/v1/other`).on('error', reject),
    ),
  ).rejects.toThrow('404');
});

it('takes a replayed frame once', async () => {
  pair = await startPair();
  const from = await connect(pair.from);
  const frame = encodeClientFrame(sendTo(pair.to, 'replayed'));
  for (let index = 0; index < 20; index++) from.raw.send(frame);
  for (let index = 0; index < 20; index++) await from.next('sent');
  const to = await connect(pair.to);
  await to.next('caughtUp');
  expect(
    to.frames.flatMap((sent) => (sent.kind === 'deliver' ? sent.deliveries : [])),
  ).toHaveLength(1);
});

it('slows a flood down and then closes it', async () => {
  const clock = createTestClock();
  pair = await startPair({
    clock,
    limits: { frameBurst: 20, framesPerSecond: 10 },
  });
  const flood = await connect(pair.from);
  for (let index = 0; index < 1_200; index++)
    flood.send(sendTo(pair.to, 'spam', { ephemeral: true }));
  expect(await flood.next('error')).toMatchObject({
    error: { code: 'rate_limited', retryAfterMs: 100 },
  });
  expect(await flood.closed).toBe(4429);
  // The device that flooded is served again once its time has come.
  clock.advance(10_000);
  await expectOthersUnharmed();
});

it('lets go of a client that does not read', async () => {
  pair = await startPair({
    limits: {
      maxBufferedBytes: 65_536,
      deliveryWindowCount: 100_000,
      deliveryWindowBytes: 1_000_000_000,
    },
  });
  const slow = await connect(pair.to);
  await slow.next('caughtUp');
  slow.raw.pause();
  const from = await connect(pair.from);
  let sent = 0;
  const left = new Promise<void>((resolve) => slow.raw.once('close', () => resolve()));
  for (; sent < 400; sent++) {
    from.send(sendTo(pair.to, new Uint8Array(60_000)));
    await from.next('sent');
    const text = await (await fetch(`${pair.server.url}/metrics`)).text();
    if (text.includes('bisik_socket_refusals_total{code="slow_client"} 1')) break;
  }
  expect(sent).toBeLessThan(400);
  slow.raw.resume();
  await left;
  const again = await connect(pair.to);
  const { deliveries } = await again.next('deliver');
  expect(deliveries[0]?.content).toHaveLength(60_000);
});

it('ends a connection that gives no sign of life', async () => {
  pair = await startPair({ limits: { heartbeatIntervalMs: 50, heartbeatTimeoutMs: 30 } });
  const silent = await openSocket(pair.server.url, pair.to.authorization);
  open.push(silent.raw);
  silent.raw.pong = () => undefined;
  (silent.raw as unknown as { _autoPong: boolean })._autoPong = false;
  expect(await silent.closed).toBe(1006);
  await expectOthersUnharmed();
});

it('gives half-open upgrades a bounded time, and serves others meanwhile', async () => {
  pair = await startPair({ limits: { requestHeadersTimeoutMs: 300 } });
  const ended = Array.from({ length: 150 }, () => {
    const socket = tcp();
    socket.write('GET /v1/socket?v=1 HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n');
    return new Promise<void>((resolve) => socket.on('close', () => resolve()).resume());
  });
  await expectOthersUnharmed();
  await Promise.all(ended);
});

it('refuses headers and bodies beyond their limits', async () => {
  pair = await startPair();
  const long = await fetch(`${pair.server.url}/healthz`, {
    headers: { 'x-long': 'a'.repeat(10_000) },
  });
  expect(long.status).toBe(431);
  const body = await fetch(`${pair.server.url}/v1/registrations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ number: 'x'.repeat(300_000) }),
  });
  expect(body.status).toBe(413);
  expect(await body.json()).toEqual({ code: 'too_large' });
});
