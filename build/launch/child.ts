import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** A program that this one started and ends. */
export interface Child {
  readonly process: ChildProcess;
  /** Settles when it is gone. */
  readonly exited: Promise<number>;
  close(): Promise<void>;
}

export interface ChildOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Gets every line of standard output. */
  readonly onLine?: (line: string) => void;
  /** Standard error goes to this file, new at each start. */
  readonly logFile?: string;
  /** Opens the channel by which `end-with-parent.mjs` in a Node program sees that we are gone. */
  readonly watchParent?: boolean;
  /** Gets every line of standard error. */
  readonly onErrorLine?: (line: string) => void;
}

const CLOSE_TIMEOUT_MS = 5_000;

const eachLine = (stream: Readable | null, onLine: (line: string) => void): void => {
  if (stream) createInterface({ input: stream }).on('line', onLine);
};

/** Starts a program whose output we read; `close()` asks it to end, and insists after five seconds. */
export function startChild(
  file: string,
  args: readonly string[],
  options: ChildOptions = {},
): Child {
  const spawnOptions: SpawnOptions = {
    stdio: options.watchParent ? ['pipe', 'pipe', 'pipe', 'ipc'] : 'pipe',
    env: options.env ?? process.env,
    // Ctrl-C reaches the launcher only; it ends the others in order.
    detached: process.platform !== 'win32',
    windowsHide: true,
  };
  const child = spawn(file, args, spawnOptions);
  eachLine(child.stdout, options.onLine ?? (() => {}));
  if (options.onErrorLine) eachLine(child.stderr, options.onErrorLine);
  if (options.logFile) child.stderr?.pipe(createWriteStream(options.logFile, { mode: 0o600 }));
  else child.stderr?.resume();
  child.stdin?.on('error', () => {});
  const exited = new Promise<number>((resolve) => {
    child.once('error', () => resolve(127));
    child.once('exit', (code, signal) => resolve(code ?? (signal === 'SIGTERM' ? 143 : 137)));
  });
  return {
    process: child,
    exited,
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const insist = setTimeout(() => child.kill('SIGKILL'), CLOSE_TIMEOUT_MS);
      await exited;
      clearTimeout(insist);
    },
  };
}

/** Starts a Node program of ours that ends when we do. */
export const startNodeChild = (file: string, options: ChildOptions): Child =>
  startChild(
    process.execPath,
    ['--import', new URL('end-with-parent.mjs', import.meta.url).href, file],
    { ...options, watchParent: true },
  );
