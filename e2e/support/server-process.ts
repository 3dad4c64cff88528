import { type ServerConsoleLine, serverConsoleLineSchema } from '../../contract/local/launcher.ts';
import { type Child, startChild } from './child.ts';
import type { TestClock } from './clock/test-clock.ts';
import { serverProgram } from './paths.ts';
import { waitFor } from './wait.ts';

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
  /** The time that it lives in; the system's when there is none. */
  readonly clock?: TestClock | undefined;
}

const parseLine = (line: string): ServerConsoleLine | undefined => {
  try {
    return serverConsoleLineSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
};

/** Starts one process and gives it with its address once it listens; ends it when it does not. */
const startOnce = async (
  options: ServerProcessOptions,
  port: number,
): Promise<{ child: Child; url: string }> => {
  const child = await startChild(
    process.execPath,
    [...(options.clock?.nodeArguments ?? []), serverProgram],
    {
      env: {
        ...process.env,
        BISIK_HOST: '127.0.0.1',
        BISIK_PORT: `${port}`,
        BISIK_DATA_DIR: options.dataFolder,
        BISIK_OPERATOR: 'Journey server',
        BISIK_CODE_SENDER: 'log',
        ...options.clock?.env,
        ...options.env,
      },
    },
  );
  try {
    const listening = await waitFor(
      () => {
        if (!child.isRunning()) throw new Error(`the server ended:\n${child.err.join('\n')}`);
        return child.out.map(parseLine).find((line) => line?.kind === 'listening');
      },
      { what: 'the server to listen' },
    );
    return { child, url: listening.url };
  } catch (error) {
    await child.close();
    throw error;
  }
};

/** Starts the server that `build/bundle` made and resolves when it listens. */
export const startServer = async (options: ServerProcessOptions): Promise<ServerProcess> => {
  const runs: Child[] = [];
  const first = await startOnce(options, options.port ?? 0);
  runs.push(first.child);
  const port = Number(new URL(first.url).port);
  const latest = () => runs.at(-1) ?? first.child;
  const lines = (of: 'out' | 'err') => runs.flatMap((run) => run[of]);
  return {
    url: first.url,
    dataFolder: options.dataFolder,
    pid: () => latest().pid,
    console: () => lines('out'),
    log: () => lines('err'),
    mark: () => lines('out').length,
    codeFor: (number, since = 0) =>
      waitFor(() => codeOf(lines('out').slice(since).map(parseLine), number), {
        what: `the code for ${number}`,
      }),
    kill: async () => {
      latest().signal('SIGKILL');
      await latest().ended;
    },
    start: async () => {
      if (latest().isRunning()) return;
      runs.push((await startOnce(options, port)).child);
    },
    close: () => latest().close(),
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
