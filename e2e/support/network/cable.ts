import { connect, createServer, type Socket } from 'node:net';
import { Transform } from 'node:stream';
import { callerOf } from './connections.ts';

/** A way to a server on this computer that can be cut. */
export interface Cable {
  readonly url: string;
  /** Nothing passes any more, and what was connected is cut off. */
  readonly unplug: () => void;
  readonly plug: () => void;
  /** At most so many bytes pass in a millisecond, of each connection and each way; null: as many as can. */
  readonly slow: (bytesPerMs: number | null) => void;
  /** The processes that were connected, each once; known only when it was started watching. */
  readonly callers: () => readonly number[];
  readonly close: () => Promise<void>;
}

export interface CableOptions {
  /** Nothing passes before it is known which process called. */
  readonly watch?: boolean;
}

/** Leads to `url`, an address of HTTP on this computer. */
export const startCable = async (
  url: string,
  { watch = false }: CableOptions = {},
): Promise<Cable> => {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  const callers = new Set<number>();
  let plugged = true;
  let pace: number | null = null;
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    // Whoever was connected is told by the end of the connection.
    socket.on('error', () => undefined);
    socket.once('close', () => void sockets.delete(socket));
    return socket;
  };
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  const paced = () =>
    new Transform({
      transform: (bytes: Buffer, _encoding, done) => {
        if (pace === null) done(null, bytes);
        else setTimeout(done, bytes.length / pace, null, bytes);
      },
    });
  const see = async (near: Socket): Promise<void> => {
    const pid = await callerOf(near.remotePort ?? 0, near.localPort ?? 0);
    if (pid === undefined) throw new Error('nobody is at the other end');
    callers.add(pid);
  };
  const server = createServer(async (near) => {
    keep(near);
    if (watch) await see(near).catch(() => void near.destroy());
    if (!plugged) near.destroy();
    if (near.destroyed) return;
    const far = keep(connect(Number(port), hostname));
    near.once('close', () => far.destroy());
    // What it sent before its end may still be on its way.
    far.once('close', (failed) => failed && near.destroy());
    near.pipe(paced()).pipe(far).pipe(paced()).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the cable has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    unplug: () => {
      plugged = false;
      cut();
    },
    plug: () => {
      plugged = true;
    },
    slow: (bytesPerMs) => {
      pace = bytesPerMs;
    },
    callers: () => [...callers],
    close: () => {
      cut();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
};
