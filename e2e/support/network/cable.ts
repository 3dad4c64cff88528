import { connect, createServer, type Socket } from 'node:net';

/** A way to a server on this computer that can be cut. */
export interface Cable {
  readonly url: string;
  /** Nothing passes any more, and what was connected is cut off. */
  readonly unplug: () => void;
  readonly plug: () => void;
  readonly close: () => Promise<void>;
}

/** Leads to `url`, an address of HTTP on this computer. */
export const startCable = async (url: string): Promise<Cable> => {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  let plugged = true;
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
  const server = createServer((near) => {
    keep(near);
    if (!plugged) {
      near.destroy();
      return;
    }
    const far = keep(connect(Number(port), hostname));
    near.once('close', () => far.destroy());
    far.once('close', () => near.destroy());
    near.pipe(far).pipe(near);
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
    close: () => {
      cut();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
};
