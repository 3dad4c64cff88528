import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { limits } from '../../../contract/wire/limits.ts';
import { chunkOf, hexOf, longWaitMs, transfersOf } from '../../testing/chunks.ts';
import { linkDevice, removeDevice } from '../../testing/linked.ts';
import { type Pair, startPair } from '../../testing/pair.ts';
import { call, register, type TestAccount } from '../../testing/test-client.ts';
import { createTestClock } from '../../testing/test-clock.ts';

let pair: Pair;
afterEach(() => pair.server.close());

const start = async (options: Parameters<typeof startPair>[0] = {}) => {
  pair = await startPair(options);
  const linked = await linkDevice(pair.server, pair.from);
  const of = (who: TestAccount) => transfersOf(pair.server.url, who);
  return { from: of(pair.from), to: of(linked), stranger: of(pair.to), linked };
};
const code = (is: string) => expect.objectContaining({ code: is });
const folders = () => readdirSync(join(pair.server.dataDir, 'transfers'));
const pause = () => new Promise((resolve) => setTimeout(resolve, 30));

it('carries chunks from one device to another, and keeps none that was taken', async () => {
  const clock = createTestClock();
  const { from, to } = await start({ clock });
  const id = await from.open();
  const expiresAt = clock.now() + 86_400_000;
  expect(await to.describe(id)).toEqual({ put: 0, taken: 0, total: null, expiresAt });
  const most = chunkOf(0, limits.maxChunkBytes);
  await from.put(id, 0, most);
  await from.put(id, 1);
  await from.put(id, 2);
  await from.end(id, 3);
  expect(await to.get(id, 0)).toBe(hexOf(most));
  expect(await to.get(id, 1)).toBe(hexOf(chunkOf(1)));
  await to.take(id, 2);
  expect(await from.describe(id)).toEqual({ put: 3, taken: 2, total: 3, expiresAt });
  await expect(to.get(id, 1)).rejects.toEqual(code('not_found'));
  expect(await to.get(id, 2)).toBe(hexOf(chunkOf(2)));
  expect(readdirSync(join(pair.server.dataDir, 'transfers', id)).sort()).toEqual([
    '2.1000',
    'state.json',
  ]);
  await to.close(id);
  await to.close(id);
  await expect(to.describe(id)).rejects.toEqual(code('not_found'));
  expect(folders()).toEqual([]);
});

it('takes chunks in order, and the same one again', async () => {
  const { from, to } = await start();
  const id = await from.open();
  await expect(from.put(id, 1)).rejects.toMatchObject({
    code: 'bad_request',
    details: { put: 0 },
  });
  await from.put(id, 0);
  await from.put(id, 0);
  await expect(from.put(id, 0, chunkOf(9))).rejects.toEqual(code('bad_request'));
  await expect(from.put(id, 0, chunkOf(0, 999))).rejects.toEqual(code('bad_request'));
  await Promise.all([from.put(id, 1), from.put(id, 1)]);
  expect(await to.describe(id)).toMatchObject({ put: 2 });
  await to.take(id, 1);
  await from.put(id, 0);
  await to.take(id, 1);
  await to.take(id, 0);
  await expect(to.take(id, 3)).rejects.toEqual(code('bad_request'));
  expect(await to.describe(id)).toMatchObject({ put: 2, taken: 1 });
});

it('knows how many there will be once it was told', async () => {
  const { from, to } = await start();
  const id = await from.open();
  await from.put(id, 0);
  await expect(from.end(id, 0)).rejects.toEqual(code('bad_request'));
  await from.end(id, 2);
  await from.end(id, 2);
  await expect(from.end(id, 3)).rejects.toEqual(code('bad_request'));
  await from.put(id, 1);
  await expect(from.put(id, 2)).rejects.toEqual(code('bad_request'));
  // There is nothing to wait for.
  expect(await to.get(id, 2, longWaitMs)).toBeNull();
});

it('holds who asks for a chunk until it is put, none is to come, or the time is over', async () => {
  const { from, to } = await start();
  const id = await from.open();
  expect(await to.get(id, 0, 20)).toBeNull();
  const [first, last] = [to.get(id, 0, longWaitMs), to.get(id, 1, longWaitMs)];
  await pause();
  await from.put(id, 0);
  expect(await first).toBe(hexOf(chunkOf(0)));
  await from.end(id, 1);
  expect(await last).toBeNull();
  const closed = to.get(await from.open(), 0, longWaitMs);
  await pause();
  await pair.server.close();
  await expect(closed).rejects.toThrow();
  pair = await startPair();
});

it('ends a wait with its transfer, and with its device', async () => {
  const { from, to, linked } = await start();
  const [id, other] = [await from.open(), await from.open()];
  const [ended, revoked] = [to.get(id, 0, longWaitMs), to.get(other, 0, longWaitMs)];
  await pause();
  await Promise.all([from.close(id), expect(ended).rejects.toEqual(code('not_found'))]);
  await Promise.all([
    removeDevice(pair.server, pair.from, linked),
    expect(revoked).rejects.toEqual(code('unauthorized')),
  ]);
});

it('removes a transfer after 24 hours', async () => {
  const clock = createTestClock();
  const { from, to } = await start({ clock, limits: { sweepIntervalMs: 20 } });
  const id = await from.open();
  await from.put(id, 0);
  clock.advance(86_399_999);
  expect(await to.get(id, 0)).toBe(hexOf(chunkOf(0)));
  clock.advance(1);
  await expect(to.get(id, 0)).rejects.toEqual(code('not_found'));
  await expect.poll(folders).toEqual([]);
});

it('removes everything of an account that is deleted, or whose number another one registers', async () => {
  const { from, stranger } = await start({ limits: { codeResendAfterMs: 0 } });
  for (const one of [from, stranger]) await one.put(await one.open(), 0);
  expect(folders()).toHaveLength(2);
  await call(pair.server.url, 'deleteAccount', {}, pair.from.authorization);
  await expect.poll(folders).toHaveLength(1);
  await register(pair.server, pair.to.number);
  await expect.poll(folders).toEqual([]);
});

it('tells the operator how much there is', async () => {
  const { from, to } = await start();
  const id = await from.open();
  await from.put(id, 0);
  await to.get(id, 0);
  const text = await (await fetch(`${pair.server.url}/metrics`)).text();
  expect(text).toContain('bisik_transfers 1');
  expect(text).toContain('bisik_transfer_bytes 4096');
  for (const direction of ['in', 'out'])
    expect(text).toContain(`bisik_chunk_bytes_total{direction="${direction}"} 1000`);
});
