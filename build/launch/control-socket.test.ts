import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { LauncherLine } from '../../contract/local/launcher.ts';
import { type ControlSocket, joinLauncher, openControlSocket } from './control-socket.ts';

let folder: string;
let path: string;
let control: ControlSocket | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bisik-control-'));
  path = join(folder, 'control.sock');
});
afterEach(async () => {
  await control?.close();
  control = undefined;
  await rm(folder, { recursive: true, force: true });
});

const hello = {
  kind: 'hello',
  serverUrl: 'http://127.0.0.1:7480',
  echo: null,
  affiliate: { name: 'Sanubari', url: 'http://127.0.0.1:7500' },
} satisfies LauncherLine;
const code = {
  kind: 'code',
  number: '+12015550123',
  code: '123456',
  expiresAt: 1_700_000_000_000,
} satisfies LauncherLine;

/** An app as seen from the launcher: what it says first, and every line that it gets. */
function connectAs(first: string): { next: () => Promise<string | undefined>; close: () => void } {
  const socket = connect(path);
  socket.on('error', () => {});
  socket.write(`${first}\n`);
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  return {
    next: async () => (await lines.next()).value,
    close: () => socket.destroy(),
  };
}

const app = JSON.stringify({ kind: 'hello', role: 'app', profile: 'you' });

it('tells an app the hello and its replacement, then codes', async () => {
  control = await openControlSocket(path);
  control.setHello(hello);
  const you = connectAs(app);
  expect(JSON.parse((await you.next()) ?? '')).toEqual(hello);
  const named = { ...hello, serverUrl: 'http://127.0.0.1:7481' };
  control.setHello(named);
  expect(JSON.parse((await you.next()) ?? '')).toEqual(named);
  control.tellApps(code);
  expect(JSON.parse((await you.next()) ?? '')).toEqual(code);
  you.close();
});

it('gives no code to another launcher, and says when it left', async () => {
  control = await openControlSocket(path);
  control.setHello(hello);
  const joined = await joinLauncher(path, 'kumar');
  expect(joined?.serverUrl).toBe(hello.serverUrl);
  expect(control.count()).toBe(1);
  const left = new Promise<void>((resolve) => control?.onLeave(resolve));
  await joined?.close();
  await left;
  expect(control.count()).toBe(0);
});

it('hangs up on what is no hello, and on a line without end', async () => {
  control = await openControlSocket(path);
  control.setHello(hello);
  for (const first of ['{"kind":"code"}', 'not json', 'x'.repeat(10_000)]) {
    expect(await connectAs(first).next()).toBeUndefined();
  }
  expect(control.count()).toBe(0);
});

it('stays when an app is killed that had not read what it was told', async () => {
  control = await openControlSocket(path);
  control.setHello(hello);
  const killed = connect(path).pause();
  const left = new Promise<void>((resolve) => control?.onLeave(resolve));
  killed.write(`${app}\n`);
  while (control.count() === 0) await new Promise((resolve) => setImmediate(resolve));
  killed.destroy();
  await left;
  const next = connectAs(app);
  expect(JSON.parse((await next.next()) ?? '')).toEqual(hello);
  next.close();
});

it('is closed to other people', async () => {
  control = await openControlSocket(path);
  expect((await stat(path)).mode & 0o077).toBe(0);
});

it('refuses a second leader, and clears what a dead one left', async () => {
  control = await openControlSocket(path);
  await expect(openControlSocket(path)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await control.close();
  await writeFile(path, '');
  expect(await joinLauncher(path, 'you')).toBeUndefined();
  control = await openControlSocket(path);
});
