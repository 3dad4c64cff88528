import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemRandom } from '../../platform/random.ts';
import { defaultServerLimits } from '../../server-limits.ts';
import { chunkOf } from '../../testing/chunks.ts';
import { createTestClock } from '../../testing/test-clock.ts';
import { openTransfers, type Transfers } from './transfers.ts';

let folder: string;
let transfers: Transfers | undefined;
const failures: unknown[] = [];
const clock = createTestClock();
const accountId = '6b1f3e0a-4c55-4b4e-9b43-0a1f6f0f2c11';
const gone = '00000000-0000-4000-8000-000000000002';

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'bisik-transfers-')), 'transfers');
  failures.length = 0;
});
afterEach(async () => {
  await transfers?.close();
  transfers = undefined;
  rmSync(join(folder, '..'), { recursive: true, force: true });
});

const open = async (): Promise<Transfers> => {
  await transfers?.close();
  transfers = await openTransfers({
    folder,
    clock,
    random: systemRandom,
    limits: defaultServerLimits,
    standing: async (ids) => new Set(ids.filter((id) => id !== gone)),
    onChanged: () => undefined,
    onFailed: (error) => failures.push(error),
  });
  return transfers;
};

/** A folder as a former process may have left it. */
const leave = (name: string, files: Readonly<Record<string, string>>): void => {
  mkdirSync(join(folder, name), { recursive: true });
  for (const [file, content] of Object.entries(files))
    writeFileSync(join(folder, name, file), content);
};
const stateOf = (over: object = {}) =>
  JSON.stringify({ accountId, expiresAt: clock.now() + 1_000, taken: 0, total: null, ...over });
const idOf = (digit: string): string => `00000000-0000-4000-8000-00000000000${digit}`;

it('goes on with what it finds, and counts the room that it takes', async () => {
  const first = await open();
  const { id } = await first.open(accountId);
  const transfer = first.find(accountId, id);
  for (const index of [0, 1, 2]) await transfer.put(index, chunkOf(index));
  await transfer.take(1);
  await transfer.end(7);
  const again = (await open()).find(accountId, id);
  expect(again.progress()).toMatchObject({ put: 3, taken: 1, total: 7 });
  expect(transfers?.usedBytes()).toBe(2 * 4_096);
  expect(await again.read(2)).toEqual(Buffer.from(chunkOf(2)));
  await again.put(3, chunkOf(3));
});

it('removes what was not finished, or is no more', async () => {
  leave(idOf('3'), {
    'state.json': stateOf({ taken: 2 }),
    // Taken before the crash, half written, behind a gap.
    '0.5': 'taken',
    '1.5': 'taken',
    '2.5': 'stays',
    '3.4.new': 'half',
    '4.5': 'other',
    'state.json.new': '{',
  });
  leave(idOf('4'), { '0.5': 'chunk' });
  leave(idOf('5'), { 'state.json': '{"accountId"' });
  leave(idOf('6'), { 'state.json': stateOf({ expiresAt: clock.now() }) });
  leave(idOf('7'), { 'state.json': stateOf({ accountId: gone }) });
  leave('something else', { file: 'x' });
  const found = await open();
  expect(found.count()).toBe(1);
  expect(found.find(accountId, idOf('3')).progress()).toMatchObject({ put: 3, taken: 2 });
  expect(readdirSync(folder)).toEqual([idOf('3')]);
  expect(readdirSync(join(folder, idOf('3'))).sort()).toEqual(['2.5', 'state.json']);
  expect(failures).toEqual([]);
});

it('says that the disk did not take a chunk, and counts none', async () => {
  const found = await open();
  const { id } = await found.open(accountId);
  const transfer = found.find(accountId, id);
  rmSync(join(folder, id), { recursive: true });
  await expect(transfer.put(0, chunkOf(0))).rejects.toMatchObject({ code: 'storage_failed' });
  expect(transfer.progress()).toMatchObject({ put: 0 });
  expect(found.usedBytes()).toBe(0);
  mkdirSync(join(folder, id));
  await transfer.put(0, chunkOf(0));
  expect(await transfer.read(0)).toEqual(Buffer.from(chunkOf(0)));
});
