import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseServerKeys } from './door.ts';
import { type AffiliateServer, serveAffiliate } from './serve.ts';
import { ads, createSendingServer, deletionOf } from './testing/sending-server.ts';

const sender = createSendingServer(() => Date.now());
const serverKey = Buffer.from(sender.key).toString('base64');
let folder: string;
let server: AffiliateServer;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bisik-affiliate-'));
  server = await serveAffiliate({
    dataDir: folder,
    name: '<Sanubari>',
    serverKeys: parseServerKeys(serverKey),
    host: '127.0.0.1',
    port: 0,
    manners: { mood: 'well', delayMs: 0 },
    now: () => Date.now(),
  });
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const tell = (body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${server.url}/control`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

describe('told to be', () => {
  const outcome = async (mood: string): Promise<unknown> => {
    expect((await tell({ mood })).status).toBe(200);
    const body = sender.bodyOf(ads());
    try {
      const response = await sender.post(server.url, body);
      return [response.status, await response.json().catch(() => 'no JSON')];
    } catch {
      return 'no answer';
    }
  };

  it('down or failing, it keeps nothing', async () => {
    expect(await outcome('down')).toBe('no answer');
    expect(await outcome('failing')).toEqual([500, 'no JSON']);
    expect(server.entries()).toEqual([]);
  });

  it('rude, it has what it was sent, and says so in no way that helps', async () => {
    expect(await outcome('lost')).toBe('no answer');
    expect(await outcome('silent')).toBe('no answer');
    expect(await outcome('garbled')).toEqual([200, 'no JSON']);
    expect(await outcome('mistaken')).toMatchObject([200, { results: [{ result: 'taken' }] }]);
    expect(server.entries()).toHaveLength(4);
  });

  it('slow, it answers in the end, and lets itself be closed meanwhile', async () => {
    await tell({ mood: 'slow', delayMs: 50 });
    expect((await sender.send(server.url, ads())).status).toBe(200);
    await tell({ mood: 'slow', delayMs: 60_000 });
    const cut = sender.send(server.url, ads()).catch(() => 'cut');
    await tell({ mood: 'well' });
    await server.close();
    expect(await cut).toBe('cut');
  });

  it('twice, the bytes of a second answer follow the first', async () => {
    await tell({ mood: 'twice' });
    const item = ads();
    const body = sender.bodyOf(item);
    const { port } = new URL(server.url);
    const came = await new Promise<string>((resolve, reject) => {
      const path = '/v1/disclosures';
      const asked = request({ port, path, method: 'POST', headers: sender.headerFor(body) });
      let text = '';
      asked.once('socket', (socket) => {
        socket.on('data', (chunk: Buffer) => {
          text += chunk.toString();
          if (text.split(item.id).length === 3) {
            socket.destroy();
            resolve(text);
          }
        });
      });
      asked.once('error', reject).end(body);
    });
    expect(came.match(/HTTP\/1\.1 200/g)).toHaveLength(2);
  });
});

describe('only this computer', () => {
  it('sees the page and the switches', async () => {
    const { port } = new URL(server.url);
    const statusOf = (path: string, headers: Record<string, string>) =>
      new Promise<number | undefined>((resolve, reject) => {
        request({ port, path, headers, agent: false }, (response) => {
          response.resume();
          resolve(response.statusCode);
        })
          .once('error', reject)
          .end();
      });
    for (const path of ['/', '/control', '/control/entries']) {
      expect(await statusOf(path, {})).toBe(200);
      expect(await statusOf(path, { host: 'affiliate.example' })).toBe(404);
      expect(await statusOf(path, { 'x-forwarded-for': '192.0.2.1' })).toBe(404);
    }
    expect((await tell({ mood: 'down' }, { origin: 'http://localhost' })).status).toBe(403);
    expect((await tell({ mood: 'down' }, { 'content-type': 'text/plain' })).status).toBe(403);
    for (const wrong of [{ mood: 'toString' }, { mood: 'slow', delayMs: -1 }, null, {}])
      expect((await tell(wrong)).status).toBe(400);
    expect(await (await fetch(`${server.url}/control`)).json()).toEqual({
      mood: 'well',
      delayMs: 0,
    });
  });
});

describe('the page', () => {
  const read = async (path = '/', headers: Record<string, string> = {}) => {
    const response = await fetch(server.url + path, { headers });
    return { text: await response.text(), headers: response.headers };
  };

  it('shows what came by purpose, and that it is gone', async () => {
    expect((await read()).text).toContain('Nothing came yet');
    const one = ads();
    await sender.send(server.url, one);
    const { text, headers } = await read();
    expect(text).toContain('&lt;Sanubari&gt;');
    expect(text).not.toContain('<Sanubari>');
    expect(text).toContain('<h2>More relevant ads</h2>');
    expect(text).toContain('<dd>+60123456789</dd>');
    expect(text).not.toContain('<h2>Securing systems</h2>');
    expect(text).not.toMatch(/<script|\son\w+=/);
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-/,
    );
    await sender.send(server.url, deletionOf(one));
    const after = (await read()).text;
    expect(after).not.toContain('+60123456789');
    expect(after).toContain('Nothing of it is kept.');
    expect(after).toContain('0 kept, 1 deleted');
  });

  it('shows what a field holds as text, and a field that nobody knows', async () => {
    const { id, payload } = ads();
    const more = { ...payload, '<b>': '<script>alert(1)</script>' };
    await sender.send(server.url, { id, kind: 'disclosure', payload: more });
    const { text } = await read();
    expect(text).toContain('<dt>&lt;b&gt;</dt><dd>&lt;script&gt;alert(1)&lt;/script&gt;</dd>');
  });

  it('speaks Malay to who asks for it', async () => {
    expect((await read('/', { 'accept-language': 'ms-MY,en;q=0.5' })).text).toContain('lang="ms"');
    expect((await read('/?language=ms')).text).toContain('Belum ada apa-apa yang tiba');
    expect((await read('/?language=xx')).text).toContain('<html lang="en">');
  });
});

it('runs as a program, told by its environment', async () => {
  const program = join(import.meta.dirname, 'main.ts');
  const start = (environment: Record<string, string>, typed = '') =>
    new Promise<{ code: number | null; out: string }>((resolve) => {
      const data = { BISIK_SANDBOX_DATA_DIR: join(folder, 'own'), BISIK_SANDBOX_PORT: '0' };
      const child = spawn(process.execPath, ['--import', 'tsx', program], {
        env: { ...process.env, ...data, ...environment },
      });
      child.stdin.end(environment.BISIK_SANDBOX_SERVER_KEY === '-' ? `${typed}\n` : undefined);
      let out = '';
      const take = (chunk: Buffer) => {
        out += chunk.toString();
        const [, url] = /^(http:\/\/\S+)\n/.exec(out) ?? [];
        if (url === undefined || child.killed) return;
        void sender
          .send(url, ads())
          .then(({ status }) => {
            out += `${status}`;
          })
          // One that believes nobody ends instead.
          .catch(() => undefined)
          .finally(() => child.kill('SIGTERM'));
      };
      child.stdout.on('data', take);
      child.stderr.on('data', take);
      child.once('close', (code) => resolve({ code, out }));
    });
  const failing = await start({
    BISIK_SANDBOX_SERVER_KEY: serverKey,
    BISIK_SANDBOX_MOOD: 'failing',
  });
  expect(failing.code).toBe(0);
  expect(failing.out).toMatch(/^http:\/\/127\.0\.0\.1:\d+\n500$/);
  const told = await start({ BISIK_SANDBOX_SERVER_KEY: '-' }, serverKey);
  expect(told.out).toMatch(/^http:\/\/127\.0\.0\.1:\d+\n200$/);
  expect(await start({ BISIK_SANDBOX_SERVER_KEY: '-' })).toMatchObject({ code: 1 });
  expect(await start({})).toMatchObject({ code: 1 });
  const rude = await start({ BISIK_SANDBOX_SERVER_KEY: serverKey, BISIK_SANDBOX_MOOD: 'cross' });
  expect(rude.code).toBe(1);
  expect(rude.out).toContain('is one of well, down');
});
