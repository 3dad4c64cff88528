import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { download } from './download.mjs';
import { type FileHost, serveRange, startFileHost } from './testing/file-host.ts';

const body = randomBytes(300_000);
const integrity = `sha512-${createHash('sha512').update(body).digest('base64')}`;
const limits = { connectTimeoutMs: 5_000, stallTimeoutMs: 5_000, attempts: 3 };

let folder: string;
let host: FileHost | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bisik-download-'));
});
afterEach(async () => {
  await host?.close();
  host = undefined;
  await rm(folder, { recursive: true, force: true });
});

describe('download', () => {
  it('keeps a file only when its integrity is right, and reports the bytes', async () => {
    host = await startFileHost({ '/f': body });
    const seen: number[] = [];
    const to = join(folder, 'f');
    await download({
      url: `${host.url}/f`,
      to,
      integrity,
      ...limits,
      onProgress: (done) => seen.push(done),
    });
    expect(await readFile(to)).toEqual(body);
    expect(seen.at(-1)).toBe(body.length);
  });

  it('throws and leaves nothing behind when one byte differs', async () => {
    const other = Buffer.from(body);
    other[1_000] = (other[1_000] ?? 0) ^ 1;
    host = await startFileHost({ '/f': other });
    const to = join(folder, 'f');
    await expect(
      download({ url: `${host.url}/f`, to, integrity, ...limits }),
    ).rejects.toMatchObject({ code: 'integrity' });
    expect([existsSync(to), existsSync(`${to}.part`)]).toEqual([false, false]);
  });

  it('resumes what an earlier run left', async () => {
    host = await startFileHost({ '/f': body });
    const to = join(folder, 'f');
    await writeFile(`${to}.part`, body.subarray(0, 100_000));
    await download({ url: `${host.url}/f`, to, integrity, ...limits });
    expect(host.requests).toEqual([{ path: '/f', range: 'bytes=100000-' }]);
    expect(await readFile(to)).toEqual(body);
  });

  it('goes on by itself when the connection breaks in the middle', async () => {
    let broken = false;
    host = await startFileHost({ '/f': body }, (request, response, file) => {
      if (broken) return serveRange(request, response, file);
      broken = true;
      response.writeHead(200, { 'content-length': file.length });
      response.write(file.subarray(0, 120_000), () => setTimeout(() => response.destroy(), 50));
    });
    const to = join(folder, 'f');
    await download({ url: `${host.url}/f`, to, integrity, ...limits });
    expect(host.requests.map(({ range }) => range !== undefined)).toEqual([false, true]);
    expect(await readFile(to)).toEqual(body);
  });

  it('starts over when the host does not know ranges', async () => {
    host = await startFileHost({ '/f': body }, (_request, response, file) => {
      response.writeHead(200, { 'content-length': file.length }).end(file);
    });
    const to = join(folder, 'f');
    await writeFile(`${to}.part`, randomBytes(5_000));
    await download({ url: `${host.url}/f`, to, integrity, ...limits });
    expect(await readFile(to)).toEqual(body);
  });

  it('gives up on a host that connects and goes silent', async () => {
    host = await startFileHost({ '/f': body }, () => {});
    const to = join(folder, 'f');
    await expect(
      download({ url: `${host.url}/f`, to, integrity, ...limits, stallTimeoutMs: 200 }),
    ).rejects.toMatchObject({ code: 'stalled' });
  });

  it('follows redirects and says what was refused', async () => {
    const files = { '/f': body, '/moved': body };
    host = await startFileHost(files, (request, response, file) => {
      if (request.url === '/moved') response.writeHead(302, { location: '/f' }).end();
      else serveRange(request, response, file);
    });
    await download({ url: `${host.url}/moved`, to: join(folder, 'f'), integrity, ...limits });
    const missing = download({
      url: `${host.url}/none`,
      to: join(folder, 'g'),
      integrity,
      ...limits,
    });
    await expect(missing).rejects.toMatchObject({ code: 'refused' });
  });
});
