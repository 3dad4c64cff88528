import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { debianDepends, debianRecommends } from './debian.ts';

const root = join(import.meta.dirname, '..', '..');

it('asks for the libraries that Electron loads, by either name where Debian has changed it', () => {
  expect(debianDepends).toEqual([
    'libgtk-3-0 | libgtk-3-0t64',
    'libnss3',
    'libasound2 | libasound2t64',
    'libgbm1',
    'libxss1',
    'libsecret-1-0',
    'libnotify4',
  ]);
});

it('recommends what holds the program that opens links', async () => {
  expect(debianRecommends).toEqual(['xdg-utils']);
  const opener = await readFile(join(root, 'electron/main/window/open-by-desktop.ts'), 'utf8');
  expect(opener).toContain('xdg-open');
});

it('hands both to a maker that writes them into the package', async () => {
  const maker = dirname(createRequire(import.meta.url).resolve('electron-installer-debian'));
  const control = await readFile(join(maker, '..', 'resources', 'control.ejs'), 'utf8');
  for (const field of ['Depends', 'Recommends']) expect(control).toContain(field);
});
