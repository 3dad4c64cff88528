import { afterEach, expect, it } from 'vitest';
import { limits } from '../../../contract/wire/limits.ts';
import { linkDevice, removeDevice } from '../../testing/linked.ts';
import { type Pair, startPair } from '../../testing/pair.ts';
import { call, type TestAccount } from '../../testing/test-client.ts';
import { createTestClock } from '../../testing/test-clock.ts';

let pair: Pair;
afterEach(() => pair.server.close());

const contentOf = (text: string): string => Buffer.from(text.padEnd(64)).toString('base64');
const get = ({ authorization }: TestAccount) =>
  call(pair.server.url, 'getManifest', {}, authorization);
const put = (
  { authorization }: TestAccount,
  version: number,
  content: string,
  over = Math.max(0, version - 1),
) => call(pair.server.url, 'putManifest', { version, over, content }, authorization);
const code = (is: string) => expect.objectContaining({ code: is });

it('keeps one version, which every device of the account reads, and no one else', async () => {
  const clock = createTestClock();
  pair = await startPair({ clock });
  const { server, from, to } = pair;
  const second = await linkDevice(server, from);
  const now = clock.now();
  expect(await get(from)).toEqual({ manifest: null, now });
  expect(await put(from, 1, contentOf('one'))).toEqual({ now });
  await put(second, 2, contentOf('two'));
  const manifest = { version: 2, content: contentOf('two') };
  expect(await get(from)).toEqual({ manifest, now });
  expect(await get(second)).toEqual({ manifest, now });
  expect(await get(to)).toEqual({ manifest: null, now });
});

it('takes a version over the present one only, and the present one again', async () => {
  pair = await startPair();
  const { from } = pair;
  await expect(put(from, 2, contentOf('two'))).rejects.toEqual(code('manifest_conflict'));
  await put(from, 1, contentOf('one'));
  await put(from, 1, contentOf('one'));
  await expect(put(from, 1, contentOf('other'))).rejects.toEqual(code('manifest_conflict'));
  await expect(put(from, 3, contentOf('three'))).rejects.toEqual(code('manifest_conflict'));
  await expect(put(from, 0, contentOf('none'))).rejects.toEqual(code('bad_request'));
  await expect(put(from, 1, contentOf('other'), 1)).rejects.toEqual(code('manifest_conflict'));
  expect((await get(from)).manifest).toEqual({ version: 1, content: contentOf('one') });
  // A restored backup has an older one than a device has seen.
  await put(from, 7, contentOf('seven'), 1);
  await expect(put(from, 8, contentOf('eight'), 1)).rejects.toEqual(code('manifest_conflict'));
  expect((await get(from)).manifest).toEqual({ version: 7, content: contentOf('seven') });
});

it('takes no version from which there is no way on', async () => {
  pair = await startPair();
  const { from } = pair;
  await put(from, 1, contentOf('one'));
  for (const version of [Number.MAX_SAFE_INTEGER, limits.maxManifestStep + 2])
    await expect(put(from, version, contentOf('last'), 1)).rejects.toEqual(code('bad_request'));
  await put(from, limits.maxManifestStep + 1, contentOf('far'), 1);
});

it('takes one of two that come at once', async () => {
  pair = await startPair();
  const second = await linkDevice(pair.server, pair.from);
  const both = await Promise.allSettled([
    put(pair.from, 1, contentOf('mine')),
    put(second, 1, contentOf('other')),
  ]);
  const refused = both.filter(({ status }) => status === 'rejected');
  expect(refused).toEqual([{ status: 'rejected', reason: code('manifest_conflict') }]);
});

it('takes as much as fits a size class, and no more', async () => {
  pair = await startPair();
  const most = Buffer.alloc(limits.maxManifestBytes).toString('base64');
  await put(pair.from, 1, most);
  expect((await get(pair.from)).manifest?.content).toBe(most);
  await expect(put(pair.from, 2, `${most}AAAA`)).rejects.toEqual(code('bad_request'));
});

it('takes nothing of a device that was removed', async () => {
  pair = await startPair();
  const second = await linkDevice(pair.server, pair.from);
  await removeDevice(pair.server, pair.from, second);
  await expect(put(second, 1, contentOf('late'))).rejects.toEqual(code('unauthorized'));
  await expect(get(second)).rejects.toEqual(code('unauthorized'));
});
