import type { LauncherLine, LocalAffiliate } from '../../contract/local/launcher.ts';
import { startAffiliate } from './affiliate-process.ts';
import type { Child } from './child.ts';
import { type ControlSocket, openControlSocket } from './control-socket.ts';
import type { EchoReady } from './echo-process.ts';
import { ECHO_NUMBER, startEcho } from './echo-process.ts';
import { publishExample } from './example-policy.ts';
import type { LocalFolders } from './folders.ts';
import { startServer } from './server-process.ts';

/** A server with Echo and an affiliate on this computer, and the socket over which apps hear of them. */
export interface LocalWorld {
  readonly serverUrl: string;
  readonly affiliate: LocalAffiliate;
  readonly control: ControlSocket;
  /** Settles with a sentence when one of the programs ends by itself. */
  readonly failed: Promise<string>;
  readonly echoReady: Promise<EchoReady>;
  close(): Promise<void>;
}

/** Nothing is shared without a policy, so one that could not be published stops nobody. */
const publishOrSay = (options: Parameters<typeof publishExample>[0]): Promise<readonly string[]> =>
  publishExample(options).catch((error: unknown) => [
    error instanceof Error ? error.message : `${error}`,
  ]);

export const affiliateWords = ({ name, url }: LocalAffiliate): string =>
  `A program stands for ${name}, the other company: what it got is on ${url}`;

/**
 * Starts the affiliate sandbox, then the server, then Echo; gives the world once the server listens. Echo becomes ready later.
 * Both sides of data sharing are there from the first window on: the example policy is published before the server begins.
 */
export async function startLocalWorld(options: {
  readonly root: string;
  readonly folders: LocalFolders;
  /** 0 for any. */
  readonly port: number;
  readonly affiliatePort: number;
  readonly say: (text: string) => void;
}): Promise<LocalWorld> {
  const { root, folders, port, say } = options;
  const control = await openControlSocket(folders.socket);
  const running: [what: string, Child][] = [];
  const close = async (): Promise<void> => {
    for (const [, child] of running.toReversed()) await child.close();
    await control.close();
  };
  try {
    const early = publishExample({ root, folders }).catch(() => null);
    const affiliate = await startAffiliate({ root, folders, port: options.affiliatePort });
    running.push([affiliate.name, affiliate.child]);
    const published = await early;

    let giveEchoItsCode: ReturnType<typeof startEcho>['giveCode'] = () => {};
    const server = await startServer({
      root,
      folders,
      port,
      affiliate,
      onCode(line) {
        if (line.number === ECHO_NUMBER) giveEchoItsCode(line);
        else control.tellApps({ ...line, kind: 'code' });
      },
    });
    running.push(['The server', server.child]);
    affiliate.believe(server.publicKey);
    for (const line of published ?? (await publishOrSay({ root, folders }))) say(line);
    const { name, url } = affiliate;
    const hello = {
      kind: 'hello',
      serverUrl: server.url,
      echo: null,
      affiliate: { name, url },
    } satisfies LauncherLine;
    control.setHello(hello);

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
        control.setHello({ ...hello, echo: { accountId, username, name } });
        ready(line);
      },
    });
    running.push(['Echo', echo.child]);
    giveEchoItsCode = echo.giveCode;
    return {
      serverUrl: server.url,
      affiliate: hello.affiliate,
      control,
      echoReady,
      failed: Promise.race(
        running.map(async ([what, child]) => {
          return `${what} ended with ${await child.exited}; see ${folders.logs}`;
        }),
      ),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
