import { request as ask, createServer } from 'node:http';
import { connect, type Socket } from 'node:net';

type Lie = (path: string, body: Buffer) => Buffer;

const bodyOf = async (from: AsyncIterable<unknown>): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of from) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

/** What stands between somebody and their server and tells them something else. */
export interface Liar {
  readonly url: string;
  /** Called with the path and what each answer holds; gives what is told instead. */
  readonly tell: (lie: Lie) => void;
  /** Called with the path and what is asked; gives what the server gets to see of it. */
  readonly hide: (lie: Lie) => void;
  /** Ends all connections; while away it takes no others. */
  readonly leave: (isAway: boolean) => void;
  readonly close: () => Promise<void>;
}

/** Stands before `url`, an address of HTTP on this computer. Says the truth until it is told to `tell`. */
export const startLiar = async (url: string): Promise<Liar> => {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  let lie: Lie = (_path, body) => body;
  let hidden = lie;
  let away = false;
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => void sockets.delete(socket));
    return socket;
  };
  const server = createServer(async (request, response) => {
    const { method, url: path = '/' } = request;
    const body = hidden(path, await bodyOf(request));
    const headers = { ...request.headers, 'content-length': `${body.length}` };
    const onward = ask({ hostname, port, path, method, headers, agent: false }, async (answer) => {
      const bytes = lie(path, await bodyOf(answer));
      const { 'transfer-encoding': _cut, ...told } = answer.headers;
      response
        .writeHead(answer.statusCode ?? 502, { ...told, 'content-length': bytes.length })
        .end(bytes);
    });
    onward.on('error', () => response.destroy());
    onward.end(body);
  });
  server.on('connection', (socket) => {
    keep(socket);
    if (away) socket.destroy();
  });
  server.on('upgrade', ({ method, url: path, rawHeaders }, near: Socket, head) => {
    const far = keep(connect(Number(port), hostname));
    const lines = Array.from(
      { length: rawHeaders.length / 2 },
      (_, index) => `${rawHeaders[2 * index]}: ${rawHeaders[2 * index + 1]}`,
    );
    far.write([`${method} ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
    far.write(head);
    near.once('close', () => far.destroy());
    far.once('close', () => near.destroy());
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the liar has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    tell: (next) => {
      lie = next;
    },
    hide: (next) => {
      hidden = next;
    },
    leave: (isAway) => {
      away = isAway;
      for (const socket of sockets) socket.destroy();
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
};
