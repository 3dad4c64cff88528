import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { newKeysBytes } from '../../../contract/wire/devices.ts';
import type { EndpointRequest } from '../../../contract/wire/endpoint.ts';
import type { Endpoints } from '../../../contract/wire/http.ts';
import { openSqliteStore } from '../../store/sqlite/store.ts';
import type { KeyRenewal } from '../../store/types/devices.ts';
import { addWith, askTicket, linkDevice, moreKeys, sealedName } from '../../testing/linked.ts';
import { type Pair, startPair, textOf } from '../../testing/pair.ts';
import { call, createTestIdentity, type TestAccount } from '../../testing/test-client.ts';
import { openSocket, sendTo, type TestSocket } from '../../testing/test-socket.ts';

type Renewal = EndpointRequest<Endpoints['renewKeys']>;

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

const code = (is: string) => expect.objectContaining({ code: is });
const identityOf = async ({ accountId }: TestAccount) =>
  call(pair.server.url, 'takeKeys', { accountId }, pair.to.authorization);
const numbers = async ({ authorization }: TestAccount) =>
  (await call(pair.server.url, 'listDevices', {}, authorization)).devices.map(
    ({ deviceId }) => deviceId,
  );
const ask = (request: Renewal, { authorization }: TestAccount = pair.from) =>
  call(pair.server.url, 'renewKeys', request, authorization);

let lastRegistrationId = 9_000;
/** What a device asks for that makes new keys. */
const renewal = (
  { accountId, identity }: TestAccount,
  over: Partial<Renewal> = {},
  next = identity.renewed(),
): Renewal => {
  const device = next.deviceKeys({ registrationId: ++lastRegistrationId, firstKeyId: 5_000 });
  const bytes = newKeysBytes({
    accountId,
    formerKey: identity.identityKey,
    identityKey: next.identityKey,
    signingKey: device.signingKey,
  });
  return {
    identityKey: next.identityKey,
    formerKey: identity.identityKey,
    proof: next.sign(bytes),
    formerProof: identity.sign(bytes),
    device,
    sealedName,
    ...over,
  };
};
const refusal = (reason: string) =>
  expect.objectContaining({ code: 'unauthorized', details: { reason } });

it('gives the account another identity, this device keys under it, and ends all others at once', async () => {
  pair = await startPair();
  const { server, from } = pair;
  const others = [await linkDevice(server, from), await linkDevice(server, from)];
  const ended = await Promise.all(others.map(connect));
  const own = await connect(from);
  const request = renewal(from);
  await ask(request);
  for (const socket of ended) expect(await socket.closed).toBe(4401);
  for (const other of others)
    await expect(numbers(other)).rejects.toEqual(refusal('keys_replaced'));
  // The token stays: the devices that are gone never had it.
  expect(await numbers(from)).toEqual([1]);
  const bundles = await identityOf(from);
  expect(bundles.identityKey).toBe(request.identityKey);
  expect(bundles.devices).toMatchObject([
    {
      deviceId: 1,
      registrationId: request.device.registrationId,
      signedPreKey: request.device.signedPreKey,
      preKey: request.device.preKeys[0],
    },
  ]);
  const { devices } = await call(server.url, 'listDevices', {}, from.authorization);
  expect(devices).toMatchObject([
    { signingKeySignature: request.device.signingKeySignature, sealedName },
  ]);
  own.send(sendTo(pair.to, 'still here'));
  await own.next('sent');
});

it('keeps what waits for this device, and drops what waits for the others', async () => {
  pair = await startPair();
  const { server, from, to } = pair;
  const second = await linkDevice(server, from);
  const sender = await connect(to);
  const both = [...sendTo(from, 'hello').envelopes, ...sendTo(second, 'hello').envelopes];
  sender.send(sendTo(from, '', { envelopes: both }));
  await sender.next('sent');
  await ask(renewal(from));
  const { deliveries } = await (await connect(from)).next('deliver');
  expect(deliveries.map(({ content }) => textOf(content))).toEqual(['hello']);
});

it('tells senders that the device is another now', async () => {
  pair = await startPair();
  const { from, to } = pair;
  const socket = await connect(to);
  socket.send(sendTo(from, 'before'));
  await socket.next('sent');
  await ask(renewal(from));
  socket.send(sendTo(from, 'after'));
  expect((await socket.next('error')).error).toMatchObject({
    code: 'devices_changed',
    details: { missing: [], extra: [], stale: [1] },
  });
});

it('takes the same once more for an answer that was lost, and nothing else in its place', async () => {
  pair = await startPair();
  const { from } = pair;
  const request = renewal(from);
  await ask(request);
  await ask(request);
  expect((await identityOf(from)).identityKey).toBe(request.identityKey);
  // The former key, which a thief has, decides nothing any more.
  await expect(ask(renewal(from))).rejects.toEqual(code('proof_invalid'));
});

it('refuses a change that is repeated after the next one', async () => {
  pair = await startPair();
  const { from } = pair;
  const [first, second] = [from.identity.renewed(), from.identity.renewed()];
  const early = renewal(from, {}, first);
  await ask(early);
  await ask(renewal({ ...from, identity: first }, {}, second));
  await expect(ask(early)).rejects.toEqual(code('proof_invalid'));
  expect((await identityOf(from)).identityKey).toBe(second.identityKey);
});

it.each<[string, (of: TestAccount) => Renewal]>([
  ['the new key signed nothing', (of) => renewal(of, { proof: renewal(of).proof })],
  ['the former key signed nothing', (of) => renewal(of, { formerProof: renewal(of).formerProof })],
  [
    'it was signed for another account',
    (of) => {
      const { proof, formerProof } = renewal({ ...of, accountId: pair.to.accountId });
      return renewal(of, { proof, formerProof });
    },
  ],
  [
    'the device’s keys are under the former identity',
    (of) => renewal(of, { device: moreKeys(of) }),
  ],
  ['the device signs with another key', (of) => renewal(of, {}, createTestIdentity())],
  ['another key stood there before', (of) => renewal({ ...of, identity: of.identity.renewed() })],
  ['a key is none', (of) => renewal(of, { identityKey: Buffer.alloc(33).toString('base64') })],
])('changes nothing when %s', async (_, make) => {
  pair = await startPair();
  const { server, from } = pair;
  await linkDevice(server, from);
  await expect(ask(make(from))).rejects.toEqual(code('proof_invalid'));
  expect((await identityOf(from)).identityKey).toBe(from.identity.identityKey);
  expect(await numbers(from)).toEqual([1, 2]);
});

it('asks for a registration id that senders notice', async () => {
  pair = await startPair();
  const { from } = pair;
  const next = from.identity.renewed();
  const device = next.deviceKeys({ registrationId: from.registrationId });
  const asked = ask(renewal(from, { device }, next));
  await expect(asked).rejects.toEqual(code('bad_request'));
});

it('lets one of two devices win that make new keys at once', async () => {
  pair = await startPair();
  const { server, from } = pair;
  const identity = from.identity;
  const second = await linkDevice(server, from);
  const both = await Promise.allSettled([ask(renewal(from)), ask(renewal(second), second)]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const [winner, loser] = both[0]?.status === 'fulfilled' ? [from, second] : [second, from];
  expect(await numbers(winner)).toEqual([winner.deviceId]);
  await expect(numbers(loser)).rejects.toEqual(refusal('keys_replaced'));
  expect((await identityOf(from)).identityKey).not.toBe(identity.identityKey);
});

it('takes nothing of a device that is gone', async () => {
  pair = await startPair();
  const { server, from } = pair;
  const second = await linkDevice(server, from);
  await ask(renewal(from));
  await expect(ask(renewal(second), second)).rejects.toEqual(refusal('keys_replaced'));
});

it('ends tickets and history that were begun under the former identity', async () => {
  pair = await startPair();
  const { server, from } = pair;
  const second = await linkDevice(server, from);
  const tickets = [await askTicket(server, from), await askTicket(server, second)];
  const { transferId } = await call(server.url, 'openTransfer', {}, from.authorization);
  const next = from.identity.renewed();
  await ask(renewal(from, {}, next));
  for (const ticket of tickets)
    await expect(addWith(server, from, ticket)).rejects.toEqual(code('link_expired'));
  const described = () => call(server.url, 'describeTransfer', { transferId }, from.authorization);
  await expect.poll(() => described().catch((error) => error.code)).toBe('not_found');
  const now = { ...from, identity: next };
  expect((await linkDevice(server, now)).deviceId).toBe(3);
  const fresh = await askTicket(server, now);
  await expect(addWith(server, from, fresh)).rejects.toEqual(code('proof_invalid'));
});

it('adds no keys that the former identity signed', async () => {
  pair = await startPair();
  const { server, from } = pair;
  const { signedPreKey } = from.identity.deviceKeys();
  await ask(renewal(from));
  const added = call(
    server.url,
    'addKeys',
    { signedPreKey, preKeys: [], kyberPreKeys: [] },
    from.authorization,
  );
  await expect(added).rejects.toEqual(code('proof_invalid'));
});

it.each([
  ['was written', true],
  ['was not written', false],
])('ends who is gone when the disk said that it failed and it %s', async (_, written) => {
  const folder = mkdtempSync(join(tmpdir(), 'bisik-new-keys-'));
  const store = openSqliteStore({ file: join(folder, 'store.db') });
  const renewKeys = async (asked: KeyRenewal) => {
    if (written) await store.devices.renewKeys(asked);
    throw Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR' });
  };
  pair = await startPair({ store: { ...store, devices: { ...store.devices, renewKeys } } });
  try {
    const second = await linkDevice(pair.server, pair.from);
    const socket = await connect(second);
    const request = renewal(pair.from);
    await expect(ask(request)).rejects.toEqual(code('storage_failed'));
    expect((await identityOf(pair.from)).identityKey === request.identityKey).toBe(written);
    if (written) expect(await socket.closed).toBe(4401);
    else expect(await numbers(second)).toEqual([1, 2]);
  } finally {
    await pair.server.close();
    await store.close();
    rmSync(folder, { recursive: true });
  }
});
