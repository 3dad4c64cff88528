import { once } from 'node:events';
import { chmod, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import {
  type LauncherClientLine,
  type LauncherLine,
  launcherClientLineSchema,
  launcherLineSchema,
} from '../../contract/local/launcher.ts';

/** The launcher's side of the control socket. */
export interface ControlSocket {
  /** The first hello, and each later one, which replaces it. */
  setHello(hello: Extract<LauncherLine, { kind: 'hello' }>): void;
  /** Tells every app that is connected now. */
  tellApps(line: LauncherLine): void;
  /** Apps and other launchers that are connected. */
  count(): number;
  onLeave(listener: () => void): () => void;
  close(): Promise<void>;
}

const MAX_LINE_BYTES = 4_096;

const parseClientLine = (line: string): LauncherClientLine | undefined => {
  try {
    return launcherClientLineSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
};

const isPipe = (path: string): boolean => path.startsWith('\\\\.\\pipe\\');

/**
 * Listens at `path`, where no other launcher does. Its folder is closed to other people,
 * which is all the protection that it needs. Throws EADDRINUSE when another launcher is there.
 */
export async function openControlSocket(path: string): Promise<ControlSocket> {
  const clients = new Map<Socket, LauncherClientLine>();
  const leaveListeners = new Set<() => void>();
  let hello: LauncherLine | undefined;
  const write = (socket: Socket, line: LauncherLine): void => {
    socket.write(`${JSON.stringify(line)}\n`);
  };
  const server = createServer((socket) => {
    let seenBytes = 0;
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      seenBytes += chunk.length;
      if (seenBytes > MAX_LINE_BYTES) socket.destroy();
    });
    const lines = createInterface({ input: socket });
    // An app that is killed with something unread resets the connection, which readline tells once more.
    lines.on('error', () => {});
    lines.once('line', (line) => {
      const client = parseClientLine(line);
      if (!client) {
        socket.destroy();
        return;
      }
      clients.set(socket, client);
      if (hello) write(socket, hello);
    });
    socket.once('close', () => {
      if (clients.delete(socket)) for (const listener of leaveListeners) listener();
    });
  });
  server.listen(path);
  await once(server, 'listening');
  if (!isPipe(path)) await chmod(path, 0o600);
  return {
    setHello(line) {
      hello = line;
      for (const socket of clients.keys()) write(socket, line);
    },
    tellApps(line) {
      for (const [socket, { role }] of clients) if (role === 'app') write(socket, line);
    },
    count: () => clients.size,
    onLeave(listener) {
      leaveListeners.add(listener);
      return () => leaveListeners.delete(listener);
    },
    async close() {
      for (const socket of clients.keys()) socket.destroy();
      if (!server.listening) return;
      server.close();
      await once(server, 'close');
    },
  };
}

/** A second launcher's connection to the one that runs the server. */
export interface Joined {
  readonly serverUrl: string;
  /** Settles when the first launcher is gone. */
  readonly left: Promise<void>;
  close(): Promise<void>;
}

const JOIN_TIMEOUT_MS = 20_000;

/** Joins the launcher that listens at `path`; undefined when none does (a socket left behind is removed). */
export async function joinLauncher(path: string, profile: string): Promise<Joined | undefined> {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
  } catch {
    if (!isPipe(path)) await rm(path, { force: true });
    return undefined;
  }
  const left = new Promise<void>((resolve) => {
    socket.once('close', () => resolve());
  });
  socket.on('error', () => socket.destroy());
  const mine: LauncherClientLine = { kind: 'hello', role: 'launcher', profile };
  socket.write(`${JSON.stringify(mine)}\n`);
  const serverUrl = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error('The Bisik that runs here did not answer')),
      JOIN_TIMEOUT_MS,
    );
    createInterface({ input: socket }).on('line', (line) => {
      const said = launcherLineSchema.safeParse(JSON.parse(line)).data;
      if (said?.kind !== 'hello') return;
      clearTimeout(timer);
      resolve(said.serverUrl);
    });
  });
  return {
    serverUrl,
    left,
    async close() {
      socket.destroy();
      await left;
    },
  };
}
