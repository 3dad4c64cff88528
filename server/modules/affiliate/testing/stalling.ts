import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

export interface StallingAffiliate {
  readonly url: string;
  /** Resolves once there is a connection. */
  readonly came: () => Promise<void>;
  /** Reads what the first of them was sent, until its other end is gone. */
  readonly read: () => Promise<string>;
  readonly close: () => Promise<void>;
}

/** An affiliate that takes connections and reads nothing of them until it is told to. */
export const startStalling = async (): Promise<StallingAffiliate> => {
  const sockets: Socket[] = [];
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    socket.on('error', () => undefined);
    sockets.push(socket);
    server.emit('came');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    came: async () => {
      if (sockets.length === 0) await once(server, 'came');
    },
    read: async () => {
      const [socket] = sockets;
      let text = '';
      socket?.on('data', (chunk) => {
        text += chunk.toString();
      });
      socket?.resume();
      if (socket && !socket.closed) await once(socket, 'close');
      return text;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
};
