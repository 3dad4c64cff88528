import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { limits } from '../../../contract/wire/limits.ts';
import { chunkOf, longWaitMs, transfersOf } from '../../testing/chunks.ts';
import { linkDevice } from '../../testing/linked.ts';
import { type Pair, startPair } from '../../testing/pair.ts';
import { call } from '../../testing/test-client.ts';

let pair: Pair;
afterEach(() => pair.server.close());

const code = (is: string) => expect.objectContaining({ code: is });
const start = async (options: Parameters<typeof startPair>[0] = {}) => {
  pair = await startPair(options);
  const of = (who = pair.from) => transfersOf(pair.server.url, who);
  return { own: of(), stranger: of(pair.to), id: await of().open() };
};

const putRaw = async (
  path: string,
  body: Uint8Array<ArrayBuffer> | string,
  type = 'application/octet-stream',
) => {
  const answer = await fetch(`${pair.server.url}${path}`, {
    method: 'PUT',
    body,
    headers: { 'content-type': type, authorization: pair.from.authorization },
  });
  return { status: answer.status, ...((await answer.json()) as object) };
};

it('shows nobody else’s transfer, and none to who has no account', async () => {
  const { own, stranger, id } = await start();
  await own.put(id, 0);
  for (const act of [
    () => stranger.describe(id),
    () => stranger.get(id, 0),
    () => stranger.get(id, 1, longWaitMs),
    () => stranger.put(id, 1),
    () => stranger.take(id, 1),
    () => stranger.end(id, 1),
    () => own.describe(randomUUID()),
  ])
    await expect(act()).rejects.toEqual(code('not_found'));
  await stranger.close(id);
  const asNobody = call(pair.server.url, 'getChunk', { transferId: id, index: 0, waitMs: 0 });
  await expect(asNobody).rejects.toEqual(code('unauthorized'));
  expect(await own.describe(id)).toMatchObject({ put: 1, taken: 0, total: null });
});

it('takes a UUID and a number in its address, and nothing else', async () => {
  const { id } = await start();
  const chunk = chunkOf(0);
  const places = [
    '/v1/transfers/..%2f..%2fbisik-server.db/chunks/0',
    '/v1/transfers/%2e%2e/chunks/0',
    `/v1/transfers/${id.toUpperCase()}/chunks/0`,
    `/v1/transfers/${id}%00/chunks/0`,
    `/v1/transfers/${id}/chunks/..%2fstate.json`,
    `/v1/transfers/${id}/chunks/-1`,
    `/v1/transfers/${id}/chunks/0.5`,
    `/v1/transfers/${id}/chunks/${limits.maxTransferChunks}`,
    `/v1/transfers/${id}/chunks/1e99`,
  ];
  for (const place of places)
    expect([400, 404], place).toContain((await putRaw(place, chunk)).status);
  const folder = join(pair.server.dataDir, 'transfers');
  expect(readdirSync(folder)).toEqual([id]);
  expect(readdirSync(join(folder, id))).toEqual(['state.json']);
  expect(existsSync(join(pair.server.dataDir, 'chunks'))).toBe(false);
});

it('takes bytes of a bounded length, and no JSON in their place', async () => {
  const { id } = await start();
  const place = `/v1/transfers/${id}/chunks/0`;
  const long = new Uint8Array(limits.maxChunkBytes + 1);
  expect(await putRaw(place, long)).toEqual({ status: 413, code: 'too_large' });
  expect(await putRaw(place, '{}', 'application/json')).toEqual({
    status: 400,
    code: 'bad_request',
  });
  expect(await putRaw(place, new Uint8Array(0))).toEqual({ status: 400, code: 'bad_request' });
  // Elsewhere bytes are no body.
  expect(await putRaw('/v1/account/findable', chunkOf(0))).toEqual({
    status: 400,
    code: 'bad_request',
  });
});

it('has room for so much of one account, of all, and as long as the disk has', async () => {
  const { own, id } = await start({ limits: { maxTransferBytesPerAccount: 3 * 4_096 } });
  for (const index of [0, 1, 2]) await own.put(id, index, chunkOf(index, 1));
  await expect(own.put(id, 3)).rejects.toEqual(code('quota_full'));
  await own.take(id, 1);
  await own.put(id, 3);
  await pair.server.close();
  const all = await start({ limits: { maxTransferBytes: 2 * 4_096 } });
  await all.own.put(all.id, 0);
  const other = await all.stranger.open();
  await all.stranger.put(other, 0);
  await expect(all.own.put(all.id, 1)).rejects.toEqual(code('quota_full'));
  await all.stranger.close(other);
  await all.own.put(all.id, 1);
  await pair.server.close();
  const full = await start({ limits: { minFreeDiskBytes: Number.MAX_SAFE_INTEGER } });
  await expect(full.own.put(full.id, 0)).rejects.toEqual(code('quota_full'));
  expect(await full.own.describe(full.id)).toMatchObject({ put: 0 });
});

it('opens so many for one account, also when they are asked for at once', async () => {
  const { own } = await start({ limits: { maxTransfersPerAccount: 3 } });
  const more = await Promise.allSettled([own.open(), own.open(), own.open()]);
  const refused = more.filter(({ status }) => status === 'rejected');
  expect(refused).toEqual([{ status: 'rejected', reason: code('quota_full') }]);
});

it('takes in so many uploads of an account at once, before it reads them', async () => {
  const { stranger, id } = await start({ limits: { maxUploadsPerAccount: 2 } });
  const second = await linkDevice(pair.server, pair.from);
  const begin = () => {
    const upload = request(`${pair.server.url}/v1/transfers/${id}/chunks/0`, {
      method: 'PUT',
      headers: {
        'content-type': 'application/octet-stream',
        'content-length': 10,
        authorization: pair.from.authorization,
      },
    });
    upload.write(chunkOf(0, 4));
    const status = new Promise((resolve, reject) => {
      upload.once('response', (answer) => resolve(answer.resume().statusCode));
      upload.once('error', reject);
    });
    return { status, finish: () => upload.end(chunkOf(0, 10).subarray(4)) };
  };
  const held = [begin(), begin()];
  const putNow = () => transfersOf(pair.server.url, second).put(id, 1);
  await expect.poll(() => putNow().catch((error) => error.code)).toBe('rate_limited');
  // They hold nobody else up.
  await stranger.put(await stranger.open(), 0);
  for (const { finish } of held) finish();
  expect(await Promise.all(held.map(({ status }) => status))).toEqual([200, 200]);
  await putNow();
});
