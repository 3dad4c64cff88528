import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { autostartEntry, autostartFolder, setAutostart } from './autostart.ts';
import { writeAtomically } from './files.ts';
import { accent, iconPixels } from './icon-pixels.ts';
import { createMarks } from './marks.ts';
import {
  engineEnvironment,
  isDevelopmentRuntime,
  preferredLocale,
  shippedElectronMajor,
} from './runtime.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bisik-system-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('start at login on Linux', () => {
  it('is an entry whose command survives quotes, spaces, dollars and percent signs', () => {
    const entry = autostartEntry({
      name: 'Bisik',
      comment: 'c',
      command: ['/opt/My "Apps"/bisik', '--user-data-dir=/srv/a/100% $HOME\\x'],
    });
    expect(entry).toContain(
      String.raw`Exec="/opt/My \\"Apps\\"/bisik" "--user-data-dir=/srv/a/100%% \\$HOME\\\\x"`,
    );
    expect(entry.split('\n').filter((line) => line.startsWith('Exec='))).toHaveLength(1);
  });

  it('is written where the system looks, left alone when right, and removed', async () => {
    expect(autostartFolder({ XDG_CONFIG_HOME: '/x' }, '/srv/a')).toBe(join('/x', 'autostart'));
    expect(autostartFolder({}, '/srv/a')).toBe(join('/srv/a', '.config', 'autostart'));
    const file = join(folder, 'autostart', 'bisik.desktop');
    await setAutostart(file, 'entry');
    await setAutostart(file, 'entry');
    expect(await readFile(file, 'utf8')).toBe('entry');
    await setAutostart(file, undefined);
    await setAutostart(file, undefined);
    expect(await readdir(join(folder, 'autostart'))).toEqual([]);
  });
});

describe('writeAtomically', () => {
  it('leaves the old file and no rest when it fails', async () => {
    const file = join(folder, 'a', 'x.json');
    await writeAtomically(file, 'one');
    await expect(writeAtomically(file, Symbol('no') as unknown as string)).rejects.toThrow();
    expect(await readFile(file, 'utf8')).toBe('one');
    expect(await readdir(join(folder, 'a'))).toEqual(['x.json']);
  });
});

describe('the runtime', () => {
  it('knows the pinned version from the old one', async () => {
    const manifest = await readFile(new URL('../../../package.json', import.meta.url), 'utf8');
    const pinned: string = JSON.parse(manifest).devDependencies.electron;
    expect(Number.parseInt(pinned, 10)).toBe(shippedElectronMajor);
    expect(isDevelopmentRuntime(pinned)).toBe(false);
    expect(isDevelopmentRuntime('25.1.1')).toBe(true);
  });

  it('speaks the language of the command line, then of the system', () => {
    expect(preferredLocale('ms', ['en-GB'], 'en')).toBe('ms');
    expect(preferredLocale('', ['c', 'ms-MY'], 'en')).toBe('ms-MY');
    expect(preferredLocale('', ['POSIX'], '')).toBe('en');
  });

  it('gives the engine nothing that alters Node or belongs to the launcher', () => {
    const env = engineEnvironment({
      HOME: '/srv/a',
      NODE_OPTIONS: '--inspect',
      BISIK_LOCAL_SOCKET: '/s',
      LD_PRELOAD: 'x',
    });
    expect(env).toEqual({ HOME: '/srv/a' });
  });
});

it('marks are written only when asked for', () => {
  const lines: string[] = [];
  const options = { now: () => 5, write: (line: string) => void lines.push(line) };
  createMarks({ ...options, on: false })('ready');
  createMarks({ ...options, on: true })('ready');
  expect(lines).toEqual(['bisik-mark {"what":"ready","at":5}\n']);
});

it('the icon is a premultiplied bitmap with clear corners, and the dot changes it', () => {
  const plain = iconPixels(16, { shape: 'bubble', colour: accent, dot: false });
  const marked = iconPixels(16, { shape: 'bubble', colour: accent, dot: true });
  expect(plain).toHaveLength(16 * 16 * 4);
  expect(plain[3]).toBe(0);
  expect(plain.readUInt8((7 * 16 + 8) * 4 + 3)).toBe(255);
  expect(marked.equals(plain)).toBe(false);
  for (let at = 0; at < marked.length; at += 4)
    for (const channel of [0, 1, 2])
      expect(marked.readUInt8(at + channel)).toBeLessThanOrEqual(marked.readUInt8(at + 3));
});
