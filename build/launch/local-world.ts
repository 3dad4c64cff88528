import { type ControlSocket, openControlSocket } from './control-socket.ts';
import type { EchoReady } from './echo-process.ts';
import { ECHO_NUMBER, startEcho } from './echo-process.ts';
import type { LocalFolders } from './folders.ts';
import { startServer } from './server-process.ts';

/** A server with Echo on this computer, and the socket over which apps hear of them. */
export interface LocalWorld {
  readonly serverUrl: string;
  readonly control: ControlSocket;
  /** Settles with a sentence when the server or Echo ends by itself. */
  readonly failed: Promise<string>;
  readonly echoReady: Promise<EchoReady>;
  close(): Promise<void>;
}

/** Starts the server, then Echo; gives the world once the server listens. Echo becomes ready later. */
export async function startLocalWorld(options: {
  readonly root: string;
  readonly folders: LocalFolders;
  readonly port: number;
}): Promise<LocalWorld> {
  const { root, folders, port } = options;
  const control = await openControlSocket(folders.socket);
  let giveEchoItsCode: ReturnType<typeof startEcho>['giveCode'] = () => {};
  const server = await startServer({
    root,
    folders,
    port,
    onCode(line) {
      if (line.number === ECHO_NUMBER) giveEchoItsCode(line);
      else control.tellApps({ ...line, kind: 'code' });
    },
  }).catch(async (error: unknown) => {
    await control.close();
    throw error;
  });
  control.setHello({ kind: 'hello', serverUrl: server.url, echo: null });

  let ready: (echo: EchoReady) => void = () => {};
  const echoReady = new Promise<EchoReady>((resolve) => {
    ready = resolve;
  });
  const echo = startEcho({
    root,
    folders,
    serverUrl: server.url,
    onReady(line) {
      const { accountId, username, name } = line;
      control.setHello({
        kind: 'hello',
        serverUrl: server.url,
        echo: { accountId, username, name },
      });
      ready(line);
    },
  });
  giveEchoItsCode = echo.giveCode;
  return {
    serverUrl: server.url,
    control,
    echoReady,
    failed: Promise.race([
      server.child.exited.then((code) => `The server ended with ${code}; see ${folders.logs}`),
      echo.child.exited.then((code) => `Echo ended with ${code}; see ${folders.logs}`),
    ]),
    async close() {
      await echo.child.close();
      await server.child.close();
      await control.close();
    },
  };
}
