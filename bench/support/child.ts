import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface LineChild {
  readonly pid: number;
  /** The first JSON line, from now on or before, with this `kind`; rejects when the child ends without it. */
  readonly line: <T>(kind: string) => Promise<T>;
  readonly write: (value: unknown) => void;
  readonly close: () => Promise<void>;
}

/** A program of ours that speaks JSON lines on its standard output, and hears them on its input. */
export const startChild = (
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): LineChild => {
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', file, ...args], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const seen: { kind: string }[] = [];
  const waiting = new Set<() => void>();
  let ended = false;
  const wake = () => {
    for (const check of [...waiting]) check();
  };
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      ended = true;
      wake();
      resolve();
    });
  });
  if (!child.stdout) throw new Error('no output to read');
  createInterface({ input: child.stdout }).on('line', (text) => {
    if (!text.startsWith('{')) return;
    seen.push(JSON.parse(text) as { kind: string });
    wake();
  });
  const line = <T>(kind: string): Promise<T> =>
    new Promise((resolve, reject) => {
      const check = () => {
        const at = seen.findIndex((value) => value.kind === kind);
        if (at < 0 && !ended) return;
        waiting.delete(check);
        if (at < 0) reject(new Error(`${file} ended without a line ${kind}`));
        else resolve(seen.splice(at, 1)[0] as T);
      };
      waiting.add(check);
      check();
    });
  return {
    pid: child.pid ?? 0,
    line,
    write: (value) => void child.stdin?.write(`${JSON.stringify(value)}\n`),
    close: async () => {
      if (!ended) child.kill('SIGTERM');
      const force = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await exited;
      clearTimeout(force);
    },
  };
};
