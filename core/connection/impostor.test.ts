import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { startTestServer } from '../../server/testing/start-test-server.ts';
import { register, startTestMessenger } from '../testing/test-messenger.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Answers at the port where the server was, without its key: by itself, or with what is said at `relayTo`. Gives all that is said to it. */
const startImpostor = async (port: number, relayTo?: string): Promise<readonly string[]> => {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    heard.push(`${request.url} ${JSON.stringify(request.headers)}`);
    const answer = relayTo ? fetch(`${relayTo}${request.url}`) : undefined;
    void Promise.resolve(answer?.then((real) => real.text())).then((body = '{}') =>
      response.setHeader('content-type', 'application/json').end(body),
    );
  });
  server.on('upgrade', (request, socket) => {
    heard.push(`${request.url} ${JSON.stringify(request.headers)}`);
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  closing.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  return heard;
};

const number = '+60123456702';

const withoutServer = async () => {
  const server = await startTestServer();
  const person = await startTestMessenger({ defaultServerUrl: server.url });
  closing.push(person.close);
  await register(person, server, { number, name: 'Aisyah' });
  const isOnline = async () => (await person.handlers.connection.get({})).state === 'online';
  await person.until(isOnline);
  await server.close();
  await person.until(async () => !(await isOnline()));
  return { person, port: server.port };
};

test('whoever answers at the address without the server’s key gets no credentials, whatever the person does', {
  timeout: 60_000,
}, async () => {
  const { person, port } = await withoutServer();
  const heard = await startImpostor(port);
  const { handlers } = person;
  const acts = [
    () => handlers.account.setUsername({ name: 'aisyah' }),
    () => handlers.account.remove({ number }),
    () => handlers.chats.start({ by: { kind: 'number', value: '+60123456703' } }),
    () => handlers.accountSettings.set({ key: 'privacy.findableByNumber', value: false }),
  ];
  for (const act of acts) await act().catch(() => undefined);
  await handlers.connection.retry({});
  for (const act of acts) await act().catch(() => undefined);
  await person.until(() => heard.some((request) => request.startsWith('/v1/server')));
  expect(heard.filter((request) => !request.startsWith('/v1/server?challenge='))).toEqual([]);
  expect(heard.join('\n').toLowerCase()).not.toContain('bearer');
});

test.each([
  ['knows nothing', false],
  ['hands the challenge on', true],
])(
  'whoever holds the port of a server of this computer that moved gets no credentials, and %s',
  {
    timeout: 60_000,
  },
  async (_what, relays) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'bisik-server-'));
    closing.push(async () => rmSync(dataDir, { recursive: true, force: true }));
    const first = await startTestServer({ dataDir });
    const person = await startTestMessenger({ defaultServerUrl: first.url });
    closing.push(person.close);
    await register(person, first, { number, name: 'Aisyah' });
    await first.close();
    const second = await startTestServer({ dataDir });
    closing.push(second.close);
    const heard = await startImpostor(first.port, relays ? second.url : undefined);
    const again = await person.reopen({ defaultServerUrl: second.url });
    closing.push(again.close);
    // The link has only begun, with the address of before.
    await expect(again.handlers.account.setUsername({ name: 'aisyah' })).resolves.toMatchObject({
      server: { url: second.url },
    });
    expect(heard.join('\n').toLowerCase()).not.toContain('bearer');
  },
);

test('a call waits for the connection that is being made, and for no longer than that', {
  timeout: 60_000,
}, async () => {
  const server = await startTestServer();
  const person = await startTestMessenger({ defaultServerUrl: server.url });
  closing.push(person.close);
  await register(person, server, { number, name: 'Aisyah' });
  // The link has only begun.
  await expect(person.handlers.account.setUsername({ name: 'aisyah' })).resolves.toMatchObject({
    phase: 'ready',
  });
  await server.close();
  await person.until(async () => (await person.handlers.connection.get({})).state === 'offline');
  await expect(person.handlers.account.setUsername({ name: 'sofea' })).rejects.toMatchObject({
    code: 'offline',
  });
});

test('a code and the proof of a number go to the server that was chosen, or nowhere', {
  timeout: 60_000,
}, async () => {
  const server = await startTestServer();
  const person = await startTestMessenger({ defaultServerUrl: server.url });
  closing.push(person.close);
  await person.handlers.account.requestCode({ number });
  const code = server.lastCode(number);
  await server.close();
  const heard = await startImpostor(server.port);
  // The first may meet the end of the connection to the server that was.
  await person.handlers.account.submitCode({ code }).catch(() => undefined);
  await expect(person.handlers.account.submitCode({ code })).rejects.toMatchObject({
    code: 'server_not_bisik',
  });
  expect(heard.filter((request) => !request.startsWith('/v1/server?challenge='))).toEqual([]);
});
