import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Writable } from 'node:stream';

/** A program that a journey started, in a process group of its own. */
export interface Child {
  readonly pid: number;
  /** Its standard input, when it was asked for. */
  readonly input: Writable | null;
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

export interface ChildOptions extends Pick<SpawnOptions, 'env' | 'cwd' | 'uid' | 'gid'> {
  /** Something will be written to its standard input; there is none otherwise. */
  readonly input?: boolean;
}

/** Starts a program whose output is kept by lines. Rejects when it cannot be started. */
export const startChild = async (
  file: string,
  args: readonly string[],
  { input = false, ...options }: ChildOptions = {},
): Promise<Child> => {
  const child = spawn(file, args, {
    ...options,
    stdio: [input ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    detached: true,
  });
  // One that ended hears nothing more; that is told by `ended`.
  child.stdin?.on('error', () => undefined);
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
    input: child.stdin,
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

/** Gives each whole line that a program prints, however its output is cut. */
export const readLines = (
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
