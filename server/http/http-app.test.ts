import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { endpoints } from '../../contract/wire/http.ts';
import { openSqliteStore } from '../store/sqlite/store.ts';
import { startTestServer, type TestServer } from '../testing/start-test-server.ts';
import { call, testNumber } from '../testing/test-client.ts';

let server: TestServer;
afterEach(() => server.close());

it('shows every endpoint of the contract on the OpenAPI page', async () => {
  server = await startTestServer();
  const page = await fetch(`${server.url}/docs/static/index.html`);
  expect(page.status).toBe(200);
  const { paths } = (await (await fetch(`${server.url}/docs/json`)).json()) as {
    paths: Record<string, Record<string, unknown>>;
  };
  for (const { method, path } of Object.values(endpoints)) {
    expect(
      paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()],
      `${method} ${path}`,
    ).toBeDefined();
  }
});

it('says whether it is alive and ready', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bisik-ready-'));
  const store = openSqliteStore({ file: join(folder, 'store.db') });
  server = await startTestServer({ store });
  const status = async (path: string) => (await fetch(`${server.url}${path}`)).status;
  expect([await status('/healthz'), await status('/readyz')]).toEqual([200, 200]);
  await store.close();
  expect([await status('/healthz'), await status('/readyz')]).toEqual([200, 503]);
  rmSync(folder, { recursive: true });
});

it('shows its metrics to this computer only', async () => {
  server = await startTestServer();
  await call(server.url, 'requestCode', { number: testNumber(1) });
  const text = await (await fetch(`${server.url}/metrics`)).text();
  expect(text).toContain('bisik_http_requests_total{endpoint="requestCode",status="200"} 1');
  for (const header of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via']) {
    const proxied = await fetch(`${server.url}/metrics`, { headers: { [header]: '203.0.113.5' } });
    expect(proxied.status, header).toBe(404);
  }
});

it.each([
  ['GET', '/v1/nothing', undefined, 404, 'not_found'],
  ['POST', '/v1/registrations', '{', 400, 'bad_request'],
  ['POST', '/v1/registrations', '{"number":1}', 400, 'bad_request'],
  ['GET', '/v1/account', undefined, 401, 'unauthorized'],
  ['GET', '/v1/server?challenge=short', undefined, 400, 'bad_request'],
])('answers %s %s with its code', async (method, path, body, status, code) => {
  server = await startTestServer();
  const answer = await fetch(`${server.url}${path}`, {
    method,
    ...(body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } }),
  });
  expect(answer.status).toBe(status);
  expect(await answer.json()).toEqual({ code });
});
