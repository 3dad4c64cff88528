import { afterEach, expect, it } from 'vitest';
import { linkDevice } from '../../testing/linked.ts';
import { type Pair, startPair } from '../../testing/pair.ts';
import { call } from '../../testing/test-client.ts';

let pair: Pair;
afterEach(() => pair.server.close());

it('does not let one account use up the keys of another', async () => {
  pair = await startPair();
  const { server, from, to } = pair;
  const take = () => call(server.url, 'takeKeys', { accountId: to.accountId }, from.authorization);
  for (let taken = 0; taken < 50; taken++) await take();
  await expect(take()).rejects.toMatchObject({ code: 'rate_limited' });
  await call(server.url, 'takeKeys', { accountId: from.accountId }, from.authorization);
});

it('gives a device none of its own keys, and uses none of them up', async () => {
  pair = await startPair();
  const { server, from } = pair;
  const take = (asking: typeof from, deviceIds?: number[]) =>
    call(server.url, 'takeKeys', { accountId: from.accountId, deviceIds }, asking.authorization);
  const count = () => call(server.url, 'countKeys', {}, from.authorization);
  const before = await count();
  expect((await take(from)).devices).toEqual([]);
  expect((await take(from, [from.deviceId])).devices).toEqual([]);
  const other = await linkDevice(server, from);
  expect((await take(from)).devices.map(({ deviceId }) => deviceId)).toEqual([other.deviceId]);
  expect(await count()).toEqual(before);
  expect((await take(other)).devices.map(({ deviceId }) => deviceId)).toEqual([from.deviceId]);
  expect((await count()).preKeyCount).toBe(before.preKeyCount - 1);
});

it('tells whoever has the id of an account which signing keys its identity certified, and nothing else of its devices', async () => {
  pair = await startPair();
  const { server, from, to } = pair;
  const other = await linkDevice(server, to);
  const list = (accountId: string) =>
    call(server.url, 'listSigningKeys', { accountId }, from.authorization);
  const told = await list(to.accountId);
  const own = await call(server.url, 'listDevices', {}, to.authorization);
  expect(told.devices.map(({ deviceId }) => deviceId)).toEqual([to.deviceId, other.deviceId]);
  expect(told.devices).toEqual(
    own.devices.map(({ deviceId, registrationId, signingKey, signingKeySignature }) => ({
      deviceId,
      registrationId,
      signingKey,
      signingKeySignature,
    })),
  );
  const taken = await call(server.url, 'takeKeys', { accountId: to.accountId }, from.authorization);
  expect(told.identityKey).toBe(taken.identityKey);
  await expect(list('00000000-0000-4000-8000-000000000000')).rejects.toMatchObject({
    code: 'recipient_gone',
  });
});
