import { get } from 'node:https';
import { afterEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { socketPath } from '../contract/wire/http.ts';
import { startTestServer, type TestServer } from './testing/start-test-server.ts';
import { readTlsFixture } from './testing/tls-fixture.ts';

let server: TestServer;
afterEach(() => server.close());

const { authority, valid } = readTlsFixture();

const statusOf = (url: string, ca: string | undefined): Promise<number | string> =>
  new Promise((resolve) => {
    get(url, { ...(ca === undefined ? {} : { ca }), agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    }).on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
  });

it('speaks TLS, and nothing else, when it has a certificate', async () => {
  server = await startTestServer({ tls: valid });
  expect(server.url).toBe(`https://127.0.0.1:${server.port}`);
  expect(await statusOf(`${server.url}/healthz`, authority)).toBe(200);
  expect(await statusOf(`${server.url}/healthz`, undefined)).toMatch(/^UNABLE_TO_/);
  await expect(fetch(`http://127.0.0.1:${server.port}/healthz`)).rejects.toThrow();
});

it('answers a socket over TLS as it does without', async () => {
  server = await startTestServer({ tls: valid });
  const url = `wss://127.0.0.1:${server.port}${socketPath}?v=1`;
  const refusal = (ca?: string) =>
    new Promise((resolve) =>
      new WebSocket(url, ca === undefined ? {} : { ca }).on('error', (error) =>
        resolve(error.message),
      ),
    );
  expect(await refusal(authority)).toContain('401');
  expect(await refusal()).toContain('certificate');
});
