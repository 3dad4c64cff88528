import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { desktopEnvironment, openByDesktop } from './open-by-desktop.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bisik-open-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const system = '/usr/bin:/bin';
const write = async (script: string) => {
  const file = join(folder, 'xdg-open');
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
};
const link = "https://example.org/?a=1&b=$(touch x);'`";

// Only Linux has links opened so. Windows starts no script as a program, so that there the tests without one run.
const startsScripts = process.platform !== 'win32';

describe.runIf(startsScripts)('a link opened by the desktop', () => {
  it('reaches the program as one argument, with nothing of Bisik in its environment', async () => {
    await write(`printf '%s\\n' "$#" "$1" "$BISIK_SERVER_URL" "$DISPLAY" > "${folder}/told"`);
    const env = { PATH: `${folder}:${system}`, BISIK_SERVER_URL: 'https://x', DISPLAY: ':7' };
    expect(await openByDesktop(link, env)).toBe(true);
    expect(await readFile(join(folder, 'told'), 'utf8')).toBe(`1\n${link}\n\n:7\n`);
  });

  it('is not opened where the program says so', async () => {
    await write('exit 3');
    expect(await openByDesktop(link, { PATH: `${folder}:${system}` })).toBe(false);
  });

  it('is opened when the program stays, as one does that is the browser itself', async () => {
    await write(`echo $$ > "${folder}/pid"; exec sleep 60`);
    const opening = openByDesktop(link, { PATH: `${folder}:${system}` }, 50);
    expect(await opening).toBe(true);
    const pid = await vi.waitFor(async () => {
      const text = await readFile(join(folder, 'pid'), 'utf8');
      expect(text).toMatch(/^\d+\n$/);
      return Number(text);
    }, 60_000);
    process.kill(pid);
  });
});

it('opens no link where there is no such program', async () => {
  expect(await openByDesktop(link, { PATH: folder })).toBe(false);
});

it('starts nothing for what is neither of the web nor of mail', async () => {
  await write(`touch "${folder}/started"`);
  const env = { PATH: `${folder}:${system}` };
  for (const other of ['file:///etc/passwd', '--help', 'javascript:0', 'smb://host'])
    expect(await openByDesktop(other, env)).toBe(false);
  await expect(readFile(join(folder, 'started'))).rejects.toMatchObject({ code: 'ENOENT' });
});

it('gives a program of the desktop its place, and the desktop’s own name', () => {
  const env = desktopEnvironment({
    HOME: '/home/a',
    LC_TIME: 'ms_MY',
    XDG_RUNTIME_DIR: '/run/user/1',
    XDG_CURRENT_DESKTOP: 'Unity',
    ORIGINAL_XDG_CURRENT_DESKTOP: 'XFCE',
    https_proxy: 'http://proxy',
    LD_PRELOAD: '/x.so',
    ELECTRON_RUN_AS_NODE: '1',
    NODE_OPTIONS: '--inspect',
    CHROME_DESKTOP: 'bisik.desktop',
    BISIK_DEV_SERVER_URL: 'x',
    SECRET: 'x',
  });
  expect(env).toEqual({
    HOME: '/home/a',
    LC_TIME: 'ms_MY',
    XDG_RUNTIME_DIR: '/run/user/1',
    XDG_CURRENT_DESKTOP: 'XFCE',
    https_proxy: 'http://proxy',
  });
});
