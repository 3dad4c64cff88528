import { once } from 'node:events';
import { createServer, STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createNodeNetwork } from '../platform/node-network.ts';
import { createNodeRandom } from '../platform/node-random.ts';
import { createHandClock } from '../testing/hand-clock.ts';
import { createSealedLine } from './line.ts';

/** A line to a server that answers every upgrade like this, once it was asked and told that it is down. */
const lineTo = async (status: number, body: string) => {
  let asked = 0;
  const server = createServer().on('upgrade', (_request, stream) => {
    asked++;
    stream.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const clock = createHandClock();
  let told = (): void => undefined;
  const line = createSealedLine(
    {
      network: createNodeNetwork(),
      clock,
      random: createNodeRandom(),
      onUnexpected: (_, error) => {
        throw error;
      },
    },
    {
      whenUp: async () => `http://127.0.0.1:${port}`,
      onFrame: () => undefined,
      onDown: () => told(),
    },
  );
  const send = async (): Promise<void> => {
    const down = new Promise<void>((resolve) => {
      told = resolve;
    });
    line.send(new Uint8Array([1]));
    await down;
  };
  await send();
  return { line, clock, send, asked: () => asked };
};

const page = '<html><body>No.</body></html>';

test.each([
  [404, ''],
  [404, page],
  [404, '{"error":"no such route"}'],
  [400, page],
  [403, page],
  [405, ''],
  [426, ''],
  [501, page],
  [404, '{"code":"not_found"}'],
  // What stands before the server asks who one is, sends elsewhere, or answers itself.
  [401, page],
  [401, ''],
  [402, page],
  [407, ''],
  [410, ''],
  [421, ''],
  [451, page],
  [200, page],
  [204, ''],
  [301, ''],
  [302, page],
  [307, ''],
  [308, ''],
])('a %i that says "%s" is of a server that knows no such path', async (status, body) => {
  const { line, clock } = await lineTo(status, body);
  expect(line.isRefused()).toBe(true);
  // What goes by name instead has nothing to wait for.
  expect(line.dueAt()).toBeLessThanOrEqual(clock.now());
});

test.each([
  [500, page],
  [502, page],
  [503, ''],
  [504, page],
  [429, ''],
  [408, ''],
  [425, ''],
  [503, '{"code":"unavailable"}'],
  // Bisik's own words for something else.
  [403, '{"code":"not_allowed"}'],
])('a %i that says "%s" says nothing of the path: what is sealed waits', async (status, body) => {
  const { line, clock } = await lineTo(status, body);
  expect(line.isRefused()).toBe(false);
  expect(line.dueAt()).toBeGreaterThan(clock.now());
});

test('an hour after a bare 404 the path is tried again', async () => {
  const { line, clock, send, asked } = await lineTo(404, '');
  clock.forward(3_590_000);
  expect(line.isRefused()).toBe(true);
  clock.forward(20_000);
  expect(line.isRefused()).toBe(false);
  await send();
  expect(asked()).toBe(2);
  expect(line.isRefused()).toBe(true);
});
