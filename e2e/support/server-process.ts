import { type ServerConsoleLine, serverConsoleLineSchema } from '../../contract/local/launcher.ts';
import { type Child, startChild } from './child.ts';
import { serverProgram } from './paths.ts';
import { delay, waitFor } from './wait.ts';

/** The real server, in a process of its own, on a data folder that outlives it. */
export interface ServerProcess {
  /** Stays the same over restarts. */
  readonly url: string;
  readonly dataFolder: string;
  readonly pid: () => number;
  /** What it wrote so far on its console and in its log, over all its runs. */
  readonly console: () => readonly string[];
  readonly log: () => readonly string[];
  /** The newest code for a number that the console showed after this call was prepared with `since`. */
  readonly codeFor: (number: string, since?: number) => Promise<string>;
  /** How many console lines there are: give it to `codeFor` to wait for a newer code. */
  readonly mark: () => number;
  /** kill -9. */
  readonly kill: () => Promise<void>;
  /** Starts it again on the same port and data. */
  readonly start: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface ServerProcessOptions {
  readonly dataFolder: string;
  readonly port?: number;
  readonly env?: Readonly<Record<string, string>>;
}

const parseLine = (line: string): ServerConsoleLine | undefined => {
  try {
    return serverConsoleLineSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
};

/** Starts the server that `build/bundle` made and resolves when it listens. */
export const startServer = async (options: ServerProcessOptions): Promise<ServerProcess> => {
  const endedRuns: { out: readonly string[]; err: readonly string[] }[] = [];
  let port = options.port ?? 0;
  let child: Child | undefined;

  const lines = (of: 'out' | 'err') => [
    ...endedRuns.flatMap((run) => run[of]),
    ...(child?.[of] ?? []),
  ];

  const start = async (): Promise<string> => {
    const started = await startChild(process.execPath, [serverProgram], {
      env: {
        ...process.env,
        BISIK_HOST: '127.0.0.1',
        BISIK_PORT: `${port}`,
        BISIK_DATA_DIR: options.dataFolder,
        BISIK_OPERATOR: 'Journey server',
        BISIK_CODE_SENDER: 'log',
        ...options.env,
      },
    });
    child = started;
    const listening = await waitFor(
      () => {
        if (!started.isRunning()) throw new Error(`the server ended:\n${started.err.join('\n')}`);
        return started.out.map(parseLine).find((line) => line?.kind === 'listening');
      },
      { what: 'the server to listen' },
    );
    port = Number(new URL(listening.url).port);
    return listening.url;
  };
  const retire = async (end: (running: Child) => Promise<void>) => {
    const running = child;
    if (!running) return;
    await end(running);
    child = undefined;
    endedRuns.push(running);
  };

  const url = await start();
  return {
    url,
    dataFolder: options.dataFolder,
    pid: () => child?.pid ?? 0,
    console: () => lines('out'),
    log: () => lines('err'),
    mark: () => lines('out').length,
    codeFor: (number, since = 0) =>
      waitFor(() => codeOf(lines('out').slice(since).map(parseLine), number), {
        what: `the code for ${number}`,
      }),
    kill: () =>
      retire(async (running) => {
        running.signal('SIGKILL');
        await running.ended;
      }),
    start: async () => {
      if (child) return;
      // The port of a killed server may take a moment to be free.
      for (let attempt = 1; ; attempt++) {
        try {
          await start();
          return;
        } catch (error) {
          await child?.close();
          child = undefined;
          if (attempt === 5) throw error;
          await delay(200);
        }
      }
    },
    close: () => retire((running) => running.close()),
  };
};

/** The newest code for a number. */
const codeOf = (
  lines: readonly (ServerConsoleLine | undefined)[],
  number: string,
): string | undefined => {
  for (const line of lines.toReversed()) {
    if (line?.kind === 'code' && line.number === number) return line.code;
  }
  return undefined;
};
