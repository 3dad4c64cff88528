import { afterEach, expect, it } from 'vitest';
import {
  addWith,
  askTicket,
  linkDevice,
  moreKeys,
  removeDevice,
  sealedName,
} from '../../testing/linked.ts';
import { type Pair, startPair } from '../../testing/pair.ts';
import { call, createTestIdentity, type TestAccount } from '../../testing/test-client.ts';
import { createTestClock } from '../../testing/test-clock.ts';
import { openSocket, sendTo } from '../../testing/test-socket.ts';

let pair: Pair;
afterEach(() => pair.server.close());

const code = (is: string) => expect.objectContaining({ code: is });
const list = async ({ authorization }: TestAccount) =>
  (await call(pair.server.url, 'listDevices', {}, authorization)).devices;
const numbers = async (of: TestAccount) => (await list(of)).map(({ deviceId }) => deviceId);

it('adds a device with all that belongs to one', async () => {
  const clock = createTestClock();
  pair = await startPair({ clock });
  const { server, from, to } = pair;
  const keys = moreKeys(from);
  const ticket = await askTicket(server, from);
  const request = { ticket, device: keys, sealedName };
  const { token, ...added } = await call(server.url, 'addDevice', request);
  expect(added).toEqual({
    accountId: from.accountId,
    deviceId: 2,
    number: from.number,
    username: null,
    findableByNumber: true,
  });
  const authorization = `Bearer ${added.accountId}.2.${token}`;
  const [first, second] = await list({ ...from, authorization });
  expect(first).toMatchObject({ deviceId: 1, sealedName: null, activeDay: null });
  expect(second).toEqual({
    deviceId: 2,
    registrationId: keys.registrationId,
    signingKey: keys.signingKey,
    signingKeySignature: keys.signingKeySignature,
    sealedName,
    addedAt: clock.now(),
    activeDay: null,
  });
  const bundles = await call(
    server.url,
    'takeKeys',
    { accountId: from.accountId },
    to.authorization,
  );
  expect(bundles.devices.map(({ deviceId, registrationId }) => [deviceId, registrationId])).toEqual(
    [
      [1, from.registrationId],
      [2, keys.registrationId],
    ],
  );
  expect(bundles.devices[1]?.preKey).toEqual(keys.preKeys[0]);
});

it('keeps the sealed name that a device gives itself', async () => {
  pair = await startPair();
  const name = Buffer.alloc(64, 9).toString('base64');
  await call(pair.server.url, 'nameDevice', { sealedName: name }, pair.from.authorization);
  expect(await list(pair.from)).toMatchObject([{ sealedName: name }]);
});

it('tells the day of the last connection and no more', async () => {
  const clock = createTestClock(Date.UTC(2026, 4, 3, 23, 59));
  pair = await startPair({ clock });
  const second = await linkDevice(pair.server, pair.from);
  const socket = await openSocket(pair.server.url, second.authorization);
  expect(await list(pair.from)).toMatchObject([{ activeDay: null }, { activeDay: '2026-05-03' }]);
  clock.advance(86_400_000);
  expect(await list(pair.from)).toMatchObject([{ activeDay: null }, { activeDay: '2026-05-04' }]);
  await socket.close();
  clock.advance(3 * 86_400_000);
  await expect
    .poll(() => list(pair.from), { timeout: 90_000 })
    .toMatchObject([{ activeDay: null }, { activeDay: '2026-05-04' }]);
}, 20_000);

it('uses a ticket once, also for two who come at once', async () => {
  pair = await startPair();
  const ticket = await askTicket(pair.server, pair.from);
  const both = await Promise.allSettled([1, 2].map(() => addWith(pair.server, pair.from, ticket)));
  const refused = both.filter(({ status }) => status === 'rejected');
  expect(refused).toEqual([{ status: 'rejected', reason: code('link_expired') }]);
  expect(await numbers(pair.from)).toEqual([1, 2]);
});

it('gives a device another token that asks again with its ticket, as the answer was lost', async () => {
  pair = await startPair();
  const { server, from } = pair;
  const [ticket, keys] = [await askTicket(server, from), moreKeys(from)];
  const lost = await addWith(server, from, ticket, keys);
  const again = await addWith(server, from, ticket, keys);
  expect(again.deviceId).toBe(lost.deviceId);
  expect(await numbers(again)).toEqual([1, 2]);
  await expect(list(lost)).rejects.toEqual(code('unauthorized'));
  await removeDevice(server, from, again);
  await expect(addWith(server, from, ticket, keys)).rejects.toEqual(code('link_expired'));
});

it('takes a ticket for five minutes, the last one of a device, and none of one that was removed', async () => {
  const clock = createTestClock();
  pair = await startPair({ clock });
  const { server, from } = pair;
  const late = await askTicket(server, from);
  clock.advance(300_000);
  await expect(addWith(server, from, late)).rejects.toEqual(code('link_expired'));
  const replaced = await askTicket(server, from);
  const second = await linkDevice(server, from);
  await expect(addWith(server, from, replaced)).rejects.toEqual(code('link_expired'));
  const left = await askTicket(server, second);
  await removeDevice(server, from, second);
  await expect(addWith(server, from, left)).rejects.toEqual(code('link_expired'));
  await expect(addWith(server, from, 'a'.repeat(43))).rejects.toEqual(code('link_expired'));
});

it('adds no device whose keys another identity signed', async () => {
  pair = await startPair();
  const ticket = await askTicket(pair.server, pair.from);
  const foreign = createTestIdentity().deviceKeys();
  const adding = addWith(pair.server, pair.from, ticket, foreign);
  await expect(adding).rejects.toEqual(code('proof_invalid'));
  await addWith(pair.server, pair.from, ticket);
});

it('has room for five devices, also when two come at once', async () => {
  pair = await startPair();
  const { server, from } = pair;
  const others = [];
  for (let count = 0; count < 3; count++) others.push(await linkDevice(server, from));
  const tickets = await Promise.all([from, ...others].map((one) => askTicket(server, one)));
  const added = await Promise.allSettled(tickets.map((ticket) => addWith(server, from, ticket)));
  const refused = added.filter(({ status }) => status === 'rejected');
  expect(refused).toEqual(
    [1, 2, 3].map(() => ({
      status: 'rejected',
      reason: code('too_many_devices'),
    })),
  );
  expect(await numbers(from)).toEqual([1, 2, 3, 4, 5]);
  await expect(askTicket(server, from)).rejects.toEqual(code('too_many_devices'));
  // A number is given once: what is meant for a former device reaches no new one.
  await removeDevice(server, from, { deviceId: 5 });
  await removeDevice(server, from, { deviceId: 2 });
  expect((await linkDevice(server, from)).deviceId).toBe(6);
  expect(await numbers(from)).toEqual([1, 3, 4, 6]);
});

it('tells senders at once that the devices are others', async () => {
  pair = await startPair();
  const { server, from, to } = pair;
  const socket = await openSocket(server.url, from.authorization);
  socket.send(sendTo(to, 'before'));
  await socket.next('sent');
  const second = await linkDevice(server, to);
  socket.send(sendTo(to, 'to one of two'));
  expect((await socket.next('error')).error).toMatchObject({
    code: 'devices_changed',
    details: { missing: [2] },
  });
  const { envelopes } = sendTo(to, 'to both');
  const both = [...envelopes, ...sendTo(second, 'to both').envelopes];
  socket.send(sendTo(to, '', { envelopes: both }));
  await socket.next('sent');
  await removeDevice(server, to, second);
  socket.send(sendTo(to, '', { envelopes: both }));
  expect((await socket.next('error')).error).toMatchObject({
    code: 'devices_changed',
    details: { extra: [2] },
  });
  await socket.close();
});
