import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type ServerConsoleLine, serverConsoleLineSchema } from '../contract/local/launcher.ts';
import { somePolicy } from '../contract/policy/testing/policies.ts';
import { openSqliteStore } from './store/sqlite/store.ts';
import { publish } from './testing/choices.ts';
import { textOf } from './testing/pair.ts';
import { makeProgram } from './testing/program.ts';
import { call, register, type TestAccount, testNumber } from './testing/test-client.ts';
import { openSocket, sendTo } from './testing/test-socket.ts';

let dataDir: string;
let child: ChildProcessByStdio<null, Readable, Readable>;
let program: { folder: string; file: string };
let errors = '';
const codes = new Map<string, string>();
beforeAll(async () => {
  program = await makeProgram('main.ts');
});
afterAll(() => rmSync(program.folder, { recursive: true, force: true }));
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'bisik-process-'));
  errors = '';
});
afterEach(async () => {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  rmSync(dataDir, { recursive: true, force: true });
});

const spawnProgram = (variables: Record<string, string> = {}) =>
  spawn(process.execPath, [program.file], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, BISIK_PORT: '0', BISIK_DATA_DIR: dataDir, ...variables },
  });

const spawnServer = (variables: Record<string, string> = {}): void => {
  child = spawnProgram(variables);
  child.stderr.on('data', (part: Buffer) => {
    errors += part.toString();
  });
};

const start = (): Promise<string> => {
  spawnServer();
  return new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error(errors)));
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line: ServerConsoleLine = serverConsoleLineSchema.parse(JSON.parse(text));
      if (line.kind === 'listening') resolve(line.url);
      else codes.set(line.number, line.code);
    });
  });
};

const lastCode = (number: string): string => codes.get(number) ?? '';

/** Sends in a burst and kills the server in the middle of it; gives what it had said is sent. */
const burst = async (
  url: string,
  from: TestAccount,
  frames: ReturnType<typeof sendTo>[],
): Promise<Set<number>> => {
  const socket = await openSocket(url, from.authorization);
  for (const frame of frames) socket.send(frame);
  for (let index = 0; index < 40; index++) await socket.next('sent');
  child.kill('SIGKILL');
  await socket.closed;
  return new Set(
    socket.frames.flatMap((frame) => (frame.kind === 'sent' ? [frame.requestId] : [])),
  );
};

it('loses and doubles nothing when it is killed in a burst', async () => {
  let url = await start();
  const server = { url, dataDir, port: 0, logLines: [], lastCode, close: async () => undefined };
  const from = await register(server, testNumber(1));
  const to = await register(server, testNumber(2));
  let frames: ReturnType<typeof sendTo>[] = [];
  for (let round = 0; round < 3; round++) {
    frames = [
      ...frames,
      ...Array.from({ length: 200 }, (_, index) => sendTo(to, `${round}/${index}`)),
    ];
    const taken = await burst(url, from, frames);
    expect(taken.size).toBeGreaterThanOrEqual(40);
    url = await start();
  }
  const socket = await openSocket(url, from.authorization);
  for (const frame of frames) socket.send(frame);
  for (const _ of frames) await socket.next('sent');
  const receiver = await openSocket(url, to.authorization);
  await receiver.next('caughtUp');
  const got = receiver.frames.flatMap((frame) =>
    frame.kind === 'deliver' ? frame.deliveries : [],
  );
  expect(got.map(({ content }) => textOf(content))).toEqual(
    frames.map(({ envelopes }) => textOf(envelopes[0]?.content)),
  );
  await socket.close();
  await receiver.close();
}, 60_000);

it('says in words why it does not start', async () => {
  spawnServer({ BISIK_HOST: '0.0.0.0' });
  const [code] = await once(child, 'exit');
  expect(code).toBe(1);
  expect(errors).toContain('BISIK_CODE_SENDER=log');
});

it('starts no affiliate, nor anything else, beside itself, and shares with nobody', async () => {
  const url = await start();
  const server = { url, dataDir, port: 0, logLines: [], lastCode, close: async () => undefined };
  const { authorization } = await register(server, testNumber(1));
  const { affiliate } = await call(url, 'sharingState', {}, authorization);
  expect(affiliate).toBeNull();
  const threads = join('/proc', String(child.pid), 'task');
  const children = readdirSync(threads).map((thread) =>
    readFileSync(join(threads, thread, 'children'), 'utf8'),
  );
  expect(children.join('')).toBe('');
});

it('starts on no data folder that another one has, touches nothing there, and leaves it when it is killed', async () => {
  const url = await start();
  const server = { url, dataDir, port: 0, logLines: [], lastCode, close: async () => undefined };
  const { authorization } = await register(server, testNumber(1));
  // The first one goes on writing, and does so in its write-ahead log alone.
  const ownLog = 'bisik-server.db-wal';
  const filesNow = () =>
    readdirSync(dataDir).map((name) =>
      name === ownLog ? [name] : [name, statSync(join(dataDir, name)).mtimeMs],
    );
  const before = filesNow();
  const second = spawnProgram();
  let words = '';
  second.stderr.on('data', (part: Buffer) => {
    words += part.toString();
  });
  const [code] = await once(second, 'close');
  expect(code).toBe(1);
  expect(words).toContain(`A Bisik server runs on the data folder ${dataDir} already.`);
  expect(filesNow()).toEqual(before);
  // The operator's commands work beside it.
  const store = openSqliteStore({ file: join(dataDir, 'bisik-server.db'), besideOthers: true });
  await publish(store, somePolicy());
  await store.close();
  expect((await call(url, 'listPolicies', { after: 0 }, authorization)).policies).toHaveLength(1);
  child.kill('SIGKILL');
  await once(child, 'exit');
  await start();
});

it('stops when asked, with nothing but log lines on standard error', async () => {
  await start();
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
  for (const line of errors.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('msg');
});
