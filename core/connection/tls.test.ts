import tls from 'node:tls';
import { afterEach, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../server/testing/start-test-server.ts';
import { readTlsFixture } from '../../server/testing/tls-fixture.ts';
import { createNodeNetwork } from '../platform/node-network.ts';
import { createNodeRandom } from '../platform/node-random.ts';
import type { Network, SocketEnd } from '../platform/types.ts';
import { register, startTestMessenger } from '../testing/test-messenger.ts';
import { proveServer } from './server-key.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const { authority, valid, expired } = readTlsFixture();
const trusting = createNodeNetwork(() => [authority]);
const timeout = 60_000;
const start = async (options: Parameters<typeof startTestServer>[0]): Promise<TestServer> => {
  const server = await startTestServer(options);
  closing.push(server.close);
  return server;
};

const prove = (network: Network, url: string) =>
  proveServer({ network, random: createNodeRandom(), url });

const answered = ({ logLines }: TestServer): boolean =>
  logLines.some((line) => line.includes('"answered"'));

/** How a socket ended, or that it opened. */
const openSocket = (network: Network, url: string): Promise<SocketEnd | 'open'> =>
  new Promise((resolve) => {
    const socket = network.connect({
      url: url.replace('https', 'wss'),
      headers: {},
      maxFrameBytes: 1_024,
      openTimeoutMs: 10_000,
      onOpen: () => {
        socket.close();
        resolve('open');
      },
      onFrame: () => undefined,
      onAlive: () => undefined,
      onEnd: resolve,
    });
  });

test('two people register and write to each other over TLS with an authority that is trusted', {
  timeout,
}, async () => {
  const server = await start({ tls: valid });
  const person = async (number: string, name: string) => {
    const one = await startTestMessenger({ defaultServerUrl: server.url, network: trusting });
    closing.push(one.close);
    await register(one, server, { number, name });
    await one.until(async () => (await one.handlers.connection.get({})).state === 'online');
    return one;
  };
  const aisyah = await person('+60123456701', 'Aisyah');
  const badrul = await person('+60123456702', 'Badrul');
  const { chat } = await aisyah.handlers.chats.start({
    by: { kind: 'number', value: '+60123456702' },
  });
  await aisyah.handlers.messages.send({
    chatId: chat.chatId,
    messageId: '00000000-0000-4000-8000-000000000001',
    text: 'over TLS',
  });
  await badrul.until(async () =>
    (await badrul.handlers.chats.list({ limit: 10, before: null })).chats.some((one) =>
      JSON.stringify(one).includes('over TLS'),
    ),
  );
});

test.each([
  ['an authority that is not trusted', valid, '127.0.0.1', tls.rootCertificates],
  ['the name of another host', valid, 'localhost', [authority]],
  ['a certificate whose time is over', expired, '127.0.0.1', [authority]],
])('%s is refused before anything is said', { timeout }, async (_what, cert, host, authorities) => {
  const server = await start({ tls: cert });
  const url = `https://${host}:${server.port}`;
  const network = createNodeNetwork(() => authorities);
  await expect(prove(network, url)).rejects.toMatchObject({ code: 'server_certificate' });
  expect(await openSocket(network, `${url}/v1/socket?v=1`)).toMatchObject({ code: 1006 });
  expect(answered(server)).toBe(false);
  // What was refused is the certificate: a server of the same kind that has a right one is reached.
  const right = await start({ tls: valid });
  await expect(prove(trusting, right.url)).resolves.toMatchObject({ url: right.url });
  expect(await openSocket(trusting, `${right.url}/v1/socket?v=1`)).toMatchObject({ code: 4401 });
  expect(answered(right)).toBe(true);
});

test('the person is told when the certificate of their server is no longer right', {
  timeout,
}, async () => {
  const first = await startTestServer({ tls: valid });
  const person = await startTestMessenger({ defaultServerUrl: first.url, network: trusting });
  closing.push(person.close);
  await register(person, first, { number: '+60123456701', name: 'Aisyah' });
  const connection = () => person.handlers.connection.get({});
  await person.until(async () => (await connection()).state === 'online');
  await first.close();
  const second = await start({ tls: expired, port: first.port });
  await person.handlers.connection.retry({});
  await person.until(async () => (await connection()).problem?.code === 'server_certificate');
  expect((await connection()).state).toBe('offline');
  expect(answered(second)).toBe(false);
});
