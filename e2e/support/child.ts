import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A program that a journey started, in a process group of its own. */
export interface Child {
  readonly pid: number;
  /** All lines of standard output and standard error so far. */
  readonly out: readonly string[];
  readonly err: readonly string[];
  readonly onLine: (listener: (line: string) => void) => () => void;
  /** Resolves when the program ended; the code is null when a signal ended it. */
  readonly ended: Promise<number | null>;
  readonly isRunning: () => boolean;
  /** Sends a signal to the whole group. */
  readonly signal: (name: NodeJS.Signals) => void;
  /** SIGTERM, then SIGKILL after `graceMs`; resolves when it ended. */
  readonly close: (graceMs?: number) => Promise<void>;
}

/** Starts a program whose output is kept by lines. Rejects when it cannot be started. */
export const startChild = async (
  file: string,
  args: readonly string[],
  options: Pick<SpawnOptions, 'env' | 'cwd'> = {},
): Promise<Child> => {
  const child = spawn(file, args, {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const out: string[] = [];
  const err: string[] = [];
  const listeners = new Set<(line: string) => void>();
  readLines(child, 'stdout', (line) => {
    out.push(line);
    for (const listener of [...listeners]) listener(line);
  });
  readLines(child, 'stderr', (line) => void err.push(line));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  const pid = child.pid ?? 0;
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  const signal = (name: NodeJS.Signals) => killGroup(pid, name);
  return {
    pid,
    out,
    err,
    onLine: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    ended,
    isRunning,
    signal,
    close: async (graceMs = 5000) => {
      if (isRunning()) signal('SIGTERM');
      const timer = setTimeout(() => signal('SIGKILL'), graceMs);
      await ended;
      clearTimeout(timer);
      signal('SIGKILL');
    },
  };
};

const readLines = (
  child: ChildProcess,
  from: 'stdout' | 'stderr',
  give: (line: string) => void,
) => {
  const stream = child[from];
  if (stream) createInterface({ input: stream }).on('line', give);
};

/** Sends a signal to a process group; one that is gone already is fine. */
export const killGroup = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(-pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};
