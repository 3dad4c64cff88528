import { expect, test } from 'vitest';
import { createLateNetwork } from './late-network.ts';
import { createNodeClock } from './node-clock.ts';
import type { Network, Socket, SocketEnd, SocketOptions } from './types.ts';

const clock = createNodeClock();

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
  }, clock);
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

test('a socket closed while it is loaded never opens, and its end is told', async () => {
  const { seen, network } = createRecorder();
  let socket: Socket | undefined;
  const late = createLateNetwork(async () => {
    await Promise.resolve();
    socket?.close();
    return network;
  }, clock);
  const end = await new Promise<SocketEnd>((resolve) => {
    socket = late.connect(socketOptions(resolve));
  });
  expect(end.code).toBe(1006);
  expect(seen).toEqual([]);
});

test('nothing is read once nobody waits for it, and no timer is left', async () => {
  const { seen, network } = createRecorder();
  const timers: (() => void)[] = [];
  let loads = 0;
  const late = createLateNetwork(
    async () => {
      loads += 1;
      return network;
    },
    {
      after: (_, due) => {
        timers.push(due);
        return () => void timers.splice(timers.indexOf(due), 1);
      },
    },
  );
  const open = () => {
    let socket: Socket | undefined;
    const ended = new Promise<SocketEnd>((resolve) => {
      socket = late.connect(socketOptions(resolve));
    });
    return { ended, close: () => socket?.close() };
  };
  const [first, second] = [open(), open()];
  first.close();
  expect((await first.ended).code).toBe(1006);
  expect(timers).toHaveLength(1);
  second.close();
  expect((await second.ended).code).toBe(1006);
  expect(timers).toEqual([]);
  expect(loads).toBe(0);

  const answer = late.request(request);
  expect(timers).toHaveLength(1);
  timers[0]?.();
  await answer;
  expect(seen).toEqual(['http://first']);
  expect(loads).toBe(1);
});

test('code that cannot be loaded is an end, and a refused request', async () => {
  const late = createLateNetwork(() => Promise.reject(new Error('gone')), clock);
  const ended = new Promise<SocketEnd>((resolve) => late.connect(socketOptions(resolve)));
  await expect(late.request(request)).rejects.toThrow('gone');
  expect((await ended).code).toBe(1006);
});
