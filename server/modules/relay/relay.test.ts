import { afterEach, describe, expect, it } from 'vitest';
import { type Pair, startPair, textOf } from '../../testing/pair.ts';
import { startTestServer } from '../../testing/start-test-server.ts';
import { call, register, testNumber } from '../../testing/test-client.ts';
import { createTestClock } from '../../testing/test-clock.ts';
import { openSocket, sendTo, type TestSocket } from '../../testing/test-socket.ts';

let pair: Pair;
const sockets: TestSocket[] = [];
const connect = async (who: { authorization: string }): Promise<TestSocket> => {
  const socket = await openSocket(pair.server.url, who.authorization);
  sockets.push(socket);
  return socket;
};
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.raw.terminate();
  await pair.server.close();
});

/** Collects deliveries until there are `count`. */
const collect = async (socket: TestSocket, count: number) => {
  const found = [];
  while (found.length < count) found.push(...(await socket.next('deliver')).deliveries);
  return found;
};

describe('store and forward', () => {
  it('keeps order and redelivers until acknowledged', async () => {
    pair = await startPair();
    const from = await connect(pair.from);
    const texts = Array.from({ length: 300 }, (_, index) => `message ${index}`);
    for (const text of texts) from.send(sendTo(pair.to, text));
    for (const _ of texts) await from.next('sent');
    const first = await connect(pair.to);
    const got = await collect(first, 300);
    await first.next('caughtUp');
    expect(got.map(({ content }) => textOf(content))).toEqual(texts);
    expect(got.every(({ seq }, index) => index === 0 || seq > (got[index - 1]?.seq ?? 0))).toBe(
      true,
    );
    first.send({ kind: 'ack', throughSeq: got[199]?.seq ?? 0 });
    await first.close();
    const second = await connect(pair.to);
    const again = await collect(second, 100);
    await second.next('caughtUp');
    expect(again.map(({ content }) => textOf(content))).toEqual(texts.slice(200));
    second.send({ kind: 'ack', throughSeq: again.at(-1)?.seq ?? 0 });
    await second.close();
    const third = await connect(pair.to);
    await third.next('caughtUp');
    expect(third.frames.filter(({ kind }) => kind === 'deliver')).toEqual([]);
  });

  it('stops at the window until something is acknowledged', async () => {
    pair = await startPair({ limits: { deliveryWindowCount: 10 } });
    const from = await connect(pair.from);
    const to = await connect(pair.to);
    await to.next('caughtUp');
    for (let index = 0; index < 35; index++) from.send(sendTo(pair.to, `m${index}`));
    for (let index = 0; index < 35; index++) await from.next('sent');
    const seen: string[] = [];
    while (seen.length < 35) {
      const part = await collect(to, Math.min(10, 35 - seen.length));
      seen.push(...part.map(({ content }) => textOf(content)));
      expect(
        to.frames.flatMap((frame) => (frame.kind === 'deliver' ? frame.deliveries : [])),
      ).toHaveLength(seen.length);
      to.send({ kind: 'ack', throughSeq: part.at(-1)?.seq ?? 0 });
    }
    expect(seen).toEqual(Array.from({ length: 35 }, (_, index) => `m${index}`));
  });

  it('takes a client message id once, also after it was delivered and acknowledged', async () => {
    pair = await startPair();
    const from = await connect(pair.from);
    const to = await connect(pair.to);
    const frame = sendTo(pair.to, 'once');
    from.send(frame);
    const { acceptedAt } = await from.next('sent');
    const [delivery] = await collect(to, 1);
    to.send({ kind: 'ack', throughSeq: delivery?.seq ?? 0 });
    from.send({ ...frame, requestId: 77_777 });
    expect(await from.next('sent')).toEqual({ kind: 'sent', requestId: 77_777, acceptedAt });
    const marker = sendTo(pair.to, 'marker');
    from.send(marker);
    from.send(marker);
    expect(textOf((await collect(to, 1))[0]?.content)).toBe('marker');
    await from.next('sent');
    expect((await from.next('sent')).requestId).toBe(marker.requestId);
    expect(to.frames.filter(({ kind }) => kind === 'deliver')).toHaveLength(2);
  });

  it('hands ephemeral content to connected devices only', async () => {
    pair = await startPair();
    const from = await connect(pair.from);
    from.send(sendTo(pair.to, 'typing', { ephemeral: true }));
    await from.next('sent');
    const to = await connect(pair.to);
    await to.next('caughtUp');
    from.send(sendTo(pair.to, 'typing again', { ephemeral: true }));
    const [delivery] = await collect(to, 1);
    expect(delivery).toMatchObject({ seq: 0, senderId: pair.from.accountId });
    expect(textOf(delivery?.content)).toBe('typing again');
  });

  it('expires what waited for 30 days', async () => {
    const clock = createTestClock();
    pair = await startPair({ clock, limits: { sweepIntervalMs: 20 } });
    const from = await connect(pair.from);
    from.send(sendTo(pair.to, 'old'));
    await from.next('sent');
    clock.advance(29 * 86_400_000);
    from.send(sendTo(pair.to, 'newer'));
    await from.next('sent');
    clock.advance(86_400_000 + 1);
    await expect
      .poll(async () => (await fetch(`${pair.server.url}/metrics`)).text())
      .toContain('bisik_expired_envelopes_total 1');
    const to = await connect(pair.to);
    expect((await collect(to, 1)).map(({ content }) => textOf(content))).toEqual(['newer']);
  });
});

describe('refusals', () => {
  const refusalOf = async (from: TestSocket, frame: ReturnType<typeof sendTo>) => {
    from.send(frame);
    const { requestId, error } = await from.next('error');
    expect(requestId).toBe(frame.requestId);
    return error;
  };

  it('names missing, extra and stale devices', async () => {
    pair = await startPair();
    const from = await connect(pair.from);
    const good = sendTo(pair.to, 'x').envelopes[0];
    if (good === undefined) throw new Error('no envelope');
    expect(
      await refusalOf(from, sendTo(pair.to, 'x', { envelopes: [{ ...good, deviceId: 2 }] })),
    ).toEqual({
      code: 'devices_changed',
      details: { missing: [1], extra: [2], stale: [] },
    });
    expect(
      await refusalOf(from, sendTo(pair.to, 'x', { envelopes: [{ ...good, registrationId: 9 }] })),
    ).toEqual({
      code: 'devices_changed',
      details: { missing: [], extra: [], stale: [1] },
    });
    expect(await refusalOf(from, sendTo(pair.to, 'x', { envelopes: [good, good] }))).toMatchObject({
      code: 'bad_frame',
    });
  });

  it('tells that a recipient is gone after a new registration and after deletion', async () => {
    pair = await startPair({ limits: { codeResendAfterMs: 0 } });
    const from = await connect(pair.from);
    const former = await connect(pair.to);
    from.send(sendTo(pair.to, 'to the former owner'));
    await from.next('sent');
    const owner = await register(pair.server, pair.to.number);
    expect(await former.closed).toBe(4401);
    expect(await refusalOf(from, sendTo(pair.to, 'x'))).toEqual({ code: 'recipient_gone' });
    await expect(
      call(pair.server.url, 'getAccount', {}, pair.to.authorization),
    ).rejects.toMatchObject({ code: 'unauthorized' });
    const present = await connect(owner);
    await present.next('caughtUp');
    expect(present.frames.filter(({ kind }) => kind === 'deliver')).toEqual([]);
    await call(pair.server.url, 'deleteAccount', {}, owner.authorization);
    expect(await present.closed).toBe(4401);
    expect(await refusalOf(from, sendTo(owner, 'x'))).toEqual({ code: 'recipient_gone' });
  });

  it('answers queue_full, and takes again once there is room', async () => {
    pair = await startPair({ limits: { maxQueuedPerAccount: 5 } });
    const from = await connect(pair.from);
    for (let index = 0; index < 5; index++) {
      from.send(sendTo(pair.to, `m${index}`));
      await from.next('sent');
    }
    const sixth = sendTo(pair.to, 'm5');
    expect(await refusalOf(from, sixth)).toEqual({ code: 'queue_full' });
    const to = await connect(pair.to);
    to.send({ kind: 'ack', throughSeq: (await collect(to, 5)).at(-1)?.seq ?? 0 });
    await to.close();
    await expect
      .poll(() => {
        from.send(sixth);
        return from.frames.at(-1)?.kind;
      })
      .toBe('sent');
  });

  it('lets a second connection of a device replace the first', async () => {
    pair = await startPair();
    const first = await connect(pair.to);
    await first.next('caughtUp');
    const second = await connect(pair.to);
    await second.next('caughtUp');
    expect(await first.closed).toBe(4409);
    const from = await connect(pair.from);
    from.send(sendTo(pair.to, 'to the second'));
    expect(textOf((await collect(second, 1))[0]?.content)).toBe('to the second');
  });
});

it('tells a device that its one-time keys run low', async () => {
  pair = await startPair();
  const to = await connect(pair.to);
  expect(await to.next('keysLow')).toMatchObject({ preKeyCount: 3, kyberPreKeyCount: 2 });
  await call(
    pair.server.url,
    'takeKeys',
    { accountId: pair.to.accountId },
    pair.from.authorization,
  );
  expect(await to.next('keysLow')).toMatchObject({ preKeyCount: 2, kyberPreKeyCount: 1 });
});

it('says goodbye to everybody when it closes, with everything answered', async () => {
  const server = await startTestServer();
  pair = {
    server,
    from: await register(server, testNumber(1)),
    to: await register(server, testNumber(2)),
  };
  const from = await connect(pair.from);
  for (let index = 0; index < 50; index++) from.send(sendTo(pair.to, `m${index}`));
  await from.next('sent');
  await server.close();
  expect(await from.closed).toBe(1013);
});
