import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { socketPath } from '../../../contract/wire/http.ts';
import { limits } from '../../../contract/wire/limits.ts';
import { openSqliteStore } from '../../store/sqlite/store.ts';
import type { DeviceRemoval } from '../../store/types/devices.ts';
import { linkDevice, removeDevice } from '../../testing/linked.ts';
import { type Pair, startPair, textOf } from '../../testing/pair.ts';
import { call, type TestAccount } from '../../testing/test-client.ts';
import { createTestClock } from '../../testing/test-clock.ts';
import { openSocket, sendTo, type TestSocket } from '../../testing/test-socket.ts';

let pair: Pair;
const sockets: TestSocket[] = [];
const connect = async (who: TestAccount): Promise<TestSocket> => {
  const socket = await openSocket(pair.server.url, who.authorization);
  sockets.push(socket);
  return socket;
};
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.raw.terminate();
  await pair.server.close();
});

const farewell = Buffer.alloc(limits.maxFarewellBytes, 3).toString('base64');
const code = (is: string) => expect.objectContaining({ code: is });

const overHttp = async ({ authorization }: Pick<TestAccount, 'authorization'>): Promise<unknown> =>
  (await fetch(`${pair.server.url}/v1/account`, { headers: { authorization } })).json();

const overSocket = ({ authorization }: TestAccount): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`${pair.server.url.replace('http', 'ws')}${socketPath}?v=1`, {
      headers: { authorization },
    });
    socket.on('error', () => undefined);
    socket.once('open', () => reject(new Error('the socket was taken')));
    socket.once('unexpected-response', async (_request, response) => {
      const parts: Buffer[] = [];
      for await (const part of response) parts.push(part as Buffer);
      resolve(JSON.parse(Buffer.concat(parts).toString()));
      socket.terminate();
    });
  });

const refusal = (details: object) => ({ code: 'unauthorized', details });

it('ends the socket, the token and the queue of a removed device at once, and hands it its farewell', async () => {
  pair = await startPair();
  const { server, from } = pair;
  const [second, third] = [await linkDevice(server, from), await linkDevice(server, from)];
  const socket = await connect(second);
  const ended = new Promise((resolve) =>
    socket.raw.once('close', (closeCode, why) =>
      resolve({ closeCode, why: JSON.parse(String(why)) }),
    ),
  );
  await removeDevice(server, from, second, farewell);
  expect(await ended).toEqual({ closeCode: 4401, why: refusal({ reason: 'device_removed' }) });
  const word = refusal({ reason: 'device_removed', farewell });
  expect(await overHttp(second)).toEqual(word);
  expect(await overHttp(second)).toEqual(word);
  expect(await overSocket(second)).toEqual(word);
  // Who shows no token of that device is told nothing of it.
  const [, wrong = ''] = /\.([^.]{43})$/.exec(third.authorization) ?? [];
  const authorization = `Bearer ${second.accountId}.${second.deviceId}.${wrong}`;
  expect(await overHttp({ authorization })).toEqual({ code: 'unauthorized' });
  await removeDevice(server, from, third);
  expect(await overHttp(third)).toEqual(refusal({ reason: 'device_removed' }));
});

it('removes all that are named or, of those, all that there are; never oneself', async () => {
  pair = await startPair();
  const { server, from } = pair;
  const others = [];
  for (let count = 0; count < 3; count++) others.push(await linkDevice(server, from));
  const remove = (...ids: number[]) =>
    call(
      server.url,
      'removeDevices',
      { devices: ids.map((deviceId) => ({ deviceId, farewell: null })) },
      from.authorization,
    );
  await expect(remove(1)).rejects.toEqual(code('bad_request'));
  await expect(remove(2, 1)).rejects.toEqual(code('bad_request'));
  await expect(remove(2, 2)).rejects.toEqual(code('bad_request'));
  await expect(remove()).rejects.toEqual(code('bad_request'));
  await expect(remove(9)).rejects.toEqual(code('not_found'));
  await remove(2, 3, 9);
  await expect(remove(2)).rejects.toEqual(code('not_found'));
  const { devices } = await call(server.url, 'listDevices', {}, from.authorization);
  expect(devices.map(({ deviceId }) => deviceId)).toEqual([1, 4]);
  await expect(removeDevice(server, pair.to, { deviceId: 4 })).rejects.toEqual(code('not_found'));
});

it('lets one of two stay that remove each other', async () => {
  pair = await startPair();
  const { server, from } = pair;
  const second = await linkDevice(server, from);
  const both = await Promise.allSettled([
    removeDevice(server, from, second),
    removeDevice(server, second, from),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const left = [from, second].map((one) => call(server.url, 'listDevices', {}, one.authorization));
  const answers = await Promise.allSettled(left);
  expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

it('ends a device that the disk had removed when it said that it had not', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bisik-removed-'));
  const store = openSqliteStore({ file: join(folder, 'store.db') });
  const remove = async (removal: DeviceRemoval) => {
    await store.devices.remove(removal);
    throw Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR' });
  };
  pair = await startPair({ store: { ...store, devices: { ...store.devices, remove } } });
  try {
    const second = await linkDevice(pair.server, pair.from);
    const socket = await connect(second);
    const removing = removeDevice(pair.server, pair.from, second);
    await expect(removing).rejects.toEqual(code('storage_failed'));
    expect(await socket.closed).toBe(4401);
  } finally {
    await pair.server.close();
    await store.close();
    rmSync(folder, { recursive: true });
  }
});

it('still delivers what a removed device had sent, as its account’s share of the queue', async () => {
  pair = await startPair({ limits: { maxQueuedPerSender: 4 } });
  const { server, from, to } = pair;
  const second = await linkDevice(server, from);
  const [one, other] = [await connect(from), await connect(second)];
  for (const text of ['one', 'two']) other.send(sendTo(to, text));
  for (const _ of [1, 2]) await other.next('sent');
  one.send(sendTo(to, 'three'));
  await one.next('sent');
  await removeDevice(server, from, second, null);
  one.send(sendTo(to, 'four'));
  await one.next('sent');
  one.send(sendTo(to, 'one too many'));
  expect((await one.next('error')).error).toMatchObject({ code: 'queue_full' });
  const receiver = await connect(to);
  const { deliveries } = await receiver.next('deliver');
  expect(
    deliveries.map(({ senderDeviceId, content }) => [senderDeviceId, textOf(content)]),
  ).toEqual([
    [2, 'one'],
    [2, 'two'],
    [1, 'three'],
    [1, 'four'],
  ]);
  receiver.send({ kind: 'ack', throughSeq: deliveries.at(-1)?.seq ?? 0 });
  await expect
    .poll(() => {
      one.send(sendTo(to, 'there is room again'));
      return one.frames.at(-1)?.kind;
    })
    .toBe('sent');
});

it('takes nothing with it that others sent to the account’s other devices', async () => {
  pair = await startPair();
  const { server, from, to } = pair;
  const second = await linkDevice(server, to);
  const sender = await connect(from);
  const both = [...sendTo(to, 'hello').envelopes, ...sendTo(second, 'hello').envelopes];
  sender.send(sendTo(to, '', { envelopes: both }));
  await sender.next('sent');
  await removeDevice(server, to, second);
  const { deliveries } = await (await connect(to)).next('deliver');
  expect(deliveries.map(({ content }) => textOf(content))).toEqual(['hello']);
});

it('forgets a farewell with the account, and after 90 days', async () => {
  const clock = createTestClock();
  pair = await startPair({ clock, limits: { sweepIntervalMs: 20 } });
  const { server, from, to } = pair;
  const [gone, late] = [await linkDevice(server, from), await linkDevice(server, to)];
  await removeDevice(server, from, gone, farewell);
  await removeDevice(server, to, late, farewell);
  await call(server.url, 'deleteAccount', {}, from.authorization);
  expect(await overHttp(gone)).toEqual({ code: 'unauthorized' });
  expect(await overHttp(late)).toEqual(refusal({ reason: 'device_removed', farewell }));
  clock.advance(92 * 86_400_000);
  await expect.poll(() => overHttp(late)).toEqual({ code: 'unauthorized' });
});
