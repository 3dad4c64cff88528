import { expect, test } from 'vitest';
import { createLateNetwork } from './late-network.ts';
import type { Network, Socket, SocketEnd, SocketOptions } from './types.ts';

const socketOptions = (onEnd: (end: SocketEnd) => void): SocketOptions => ({
  url: 'ws://127.0.0.1:1',
  headers: {},
  maxFrameBytes: 1,
  openTimeoutMs: 1,
  onOpen: () => undefined,
  onFrame: () => undefined,
  onAlive: () => undefined,
  onEnd,
});

const createRecorder = () => {
  const seen: string[] = [];
  const socket: Socket = {
    send: () => void seen.push('send'),
    ping: () => void seen.push('ping'),
    bufferedBytes: () => 7,
    close: () => void seen.push('close'),
  };
  const network: Network = {
    request: async ({ url }) => {
      seen.push(url);
      return { status: 200, retryAfterMs: undefined, body: '' };
    },
    connect: () => {
      seen.push('connect');
      return socket;
    },
  };
  return { seen, network };
};

const request = {
  method: 'GET',
  url: 'http://first',
  headers: {},
  body: null,
  timeoutMs: 1,
  maxBytes: 1,
} as const;

test('what is asked before it is loaded is done once it is, and it is loaded once', async () => {
  const { seen, network } = createRecorder();
  let loads = 0;
  const late = createLateNetwork(async () => {
    loads += 1;
    return network;
  });
  expect(loads).toBe(0);
  const socket = late.connect(socketOptions(() => undefined));
  socket.send(new Uint8Array(1));
  expect(socket.bufferedBytes()).toBe(0);
  expect((await late.request(request)).status).toBe(200);
  socket.ping();
  socket.close();
  await late.request(request);
  expect(socket.bufferedBytes()).toBe(7);
  late.connect(socketOptions(() => undefined));
  expect(seen).toEqual(['connect', 'http://first', 'ping', 'close', 'http://first', 'connect']);
  expect(loads).toBe(1);
});

test('a socket closed before it is loaded never opens, and its end is told', async () => {
  const { seen, network } = createRecorder();
  const late = createLateNetwork(async () => network);
  const end = await new Promise<SocketEnd>((resolve) => {
    late.connect(socketOptions(resolve)).close();
  });
  expect(end.code).toBe(1006);
  expect(seen).toEqual([]);
});

test('code that cannot be loaded is an end, and a refused request', async () => {
  const late = createLateNetwork(() => Promise.reject(new Error('gone')));
  const ended = new Promise<SocketEnd>((resolve) => late.connect(socketOptions(resolve)));
  await expect(late.request(request)).rejects.toThrow('gone');
  expect((await ended).code).toBe(1006);
});
