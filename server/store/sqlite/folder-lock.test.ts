import { mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startTestServer } from '../../testing/start-test-server.ts';
import { lockFolder } from './folder-lock.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bisik-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('gives a folder to one at a time', () => {
  const first = lockFolder(folder);
  expect(() => lockFolder(folder)).toThrow(folder);
  expect(() => lockFolder(folder)).toThrow(folder);
  first.release();
  first.release();
  const second = lockFolder(folder);
  expect(() => lockFolder(folder)).toThrow(folder);
  second.release();
  expect(readdirSync(folder)).toEqual(['server.lock']);
  expect(statSync(join(folder, 'server.lock')).mode & 0o777).toBe(0o600);
});

it('lets no second server start, and the next one when the first has closed or could not start', async () => {
  const first = await startTestServer({ dataDir: folder });
  await expect(startTestServer({ dataDir: folder })).rejects.toThrow('already');
  await first.close();
  const key = join(folder, 'server-identity.key');
  renameSync(key, `${key}.kept`);
  writeFileSync(key, 'no key');
  await expect(startTestServer({ dataDir: folder })).rejects.toThrow('holds no key');
  renameSync(`${key}.kept`, key);
  await (await startTestServer({ dataDir: folder })).close();
});
