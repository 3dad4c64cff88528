import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLauncherClient, type LauncherClient } from './launcher-client.ts';
import { createLineReader } from './lines.ts';

const account = '00000000-0000-4000-8000-000000000001';
const affiliate = { name: 'Sanubari', url: 'http://127.0.0.1:7491' };
const echo = { accountId: account, username: null, name: 'Echo' };
const code = { number: '+60123456701', code: '123456', expiresAt: 1 };

let folder: string;
let server: Server;
let client: LauncherClient | undefined;
let sockets: Socket[];
let received: string[];
const events: unknown[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bisik-socket-'));
  sockets = [];
  received = [];
  events.length = 0;
});
afterEach(async () => {
  await client?.close();
  for (const socket of sockets) socket.destroy();
  if (server?.listening) await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

const listen = async (greet: (socket: Socket) => void): Promise<string> => {
  const path = process.platform === 'win32' ? '\\\\.\\pipe\\bisik-test' : join(folder, 's');
  server = createServer((socket) => {
    sockets.push(socket);
    socket.on('data', (chunk) => void received.push(chunk.toString()));
    greet(socket);
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return path;
};
const connectTo = (socketPath: string | undefined, profile = 'default') => {
  client = createLauncherClient({
    socketPath,
    profile,
    emit: (name, payload) => void events.push([name, payload]),
  });
  return client;
};
const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
};
const line = (value: unknown) => `${JSON.stringify(value)}\n`;

describe('the launcher’s socket', () => {
  it('is not asked for when there is none', async () => {
    const { handlers, hello } = connectTo(undefined);
    expect(await handlers.get({})).toEqual({ local: false, codes: [], affiliate: null });
    expect(await hello(60_000)).toEqual({ serverUrl: null, localProgram: null });
  });

  it('tells the server, Echo once it is there, and the newest code of each number', async () => {
    const path = await listen((socket) =>
      socket.write(line({ kind: 'hello', serverUrl: 'http://127.0.0.1:1', echo: null, affiliate })),
    );
    const { hello, handlers, onLocalProgram } = connectTo(path, 'p'.repeat(100));
    const programs: unknown[] = [];
    onLocalProgram((program) => programs.push(program));
    expect(await hello(10_000)).toEqual({ serverUrl: 'http://127.0.0.1:1', localProgram: null });
    await until(() => received.length > 0);
    expect(JSON.parse(received.join(''))).toEqual({
      kind: 'hello',
      role: 'app',
      profile: 'p'.repeat(64),
    });

    const second = line({ kind: 'hello', serverUrl: 'http://127.0.0.1:1', echo, affiliate });
    // In two pieces, with lines between that mean nothing.
    sockets[0]?.write(`nonsense\n\n{"kind":"other"}\n${second.slice(0, 20)}`);
    sockets[0]?.write(second.slice(20) + second);
    sockets[0]?.write(
      line({ kind: 'code', ...code, code: '000000' }) + line({ kind: 'code', ...code }),
    );
    await until(() => events.length === 2);
    expect(programs).toEqual([echo]);
    expect(await handlers.get({})).toEqual({ local: true, codes: [code], affiliate });
    expect(events[1]).toEqual(['code', code]);
  });

  it('does not hold up the start when nobody answers', async () => {
    const silent = connectTo(await listen(() => {}));
    expect(await silent.hello(1)).toEqual({ serverUrl: null, localProgram: null });
    await silent.close();
    const absent = connectTo(join(folder, 'absent'));
    expect(await absent.hello(60_000)).toEqual({ serverUrl: null, localProgram: null });
  });
});

describe('createLineReader', () => {
  it('drops a line without end instead of keeping it', () => {
    const lines: string[] = [];
    const read = createLineReader((text) => lines.push(text), 10);
    read('12345');
    read('678901');
    read('still the same line\nnext\n');
    expect(lines).toEqual(['next']);
  });
});
