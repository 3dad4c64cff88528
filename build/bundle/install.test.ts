import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { filesBelow, installBuilt, removeFormer } from './install.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bisik-install-'));
});
afterEach(() => rm(folder, { recursive: true }));

const put = async (file: string, text: string): Promise<string> => {
  const path = join(folder, file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  return path;
};

test('a new build stands beside the chunks that an open window may still ask for', async () => {
  await put('place/index.html', 'old');
  await put('place/assets/old.js', 'old chunk');
  await put('fresh/index.html', 'new');
  await put('fresh/assets/new.js', 'new chunk');
  const place = join(folder, 'place');
  const files = await installBuilt(join(folder, 'fresh'), place);
  expect(files.at(-1)).toBe('index.html');
  expect((await filesBelow(place)).sort()).toEqual([
    join('assets', 'new.js'),
    join('assets', 'old.js'),
    'index.html',
  ]);
  expect(await readFile(join(place, 'index.html'), 'utf8')).toBe('new');
  expect(await filesBelow(join(folder, 'fresh'))).toEqual([]);
});

test('after a day what no build names is removed', async () => {
  const now = 1_800_000_000_000;
  const at = (path: string, hoursAgo: number) => {
    const time = new Date(now - hoursAgo * 3_600_000);
    return utimes(path, time, time);
  };
  await at(await put('place/current.js', ''), 100);
  await at(await put('place/yesterday.js', ''), 25);
  await at(await put('place/today.js', ''), 3);
  await removeFormer(join(folder, 'place'), ['current.js'], now);
  expect((await filesBelow(join(folder, 'place'))).sort()).toEqual(['current.js', 'today.js']);
});
