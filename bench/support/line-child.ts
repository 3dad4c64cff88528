import { startChild } from '../../e2e/support/child.ts';

export interface LineChild {
  readonly pid: number;
  /** The first JSON line, from now on or before, with this `kind`; rejects when the child ends without it. */
  readonly line: <T>(kind: string) => Promise<T>;
  readonly write: (value: unknown) => void;
  readonly close: () => Promise<void>;
}

/** A program of ours that speaks JSON lines on its standard output, and hears them on its input. */
export const startLineChild = async (file: string, args: readonly string[]): Promise<LineChild> => {
  const child = await startChild(process.execPath, ['--import', 'tsx', file, ...args], {
    input: true,
  });
  const seen: { kind: string }[] = [];
  const waiting = new Set<() => void>();
  let ended = false;
  const wake = () => {
    for (const check of [...waiting]) check();
  };
  const take = (text: string) => {
    if (text.startsWith('{')) seen.push(JSON.parse(text) as { kind: string });
  };
  for (const text of child.out) take(text);
  child.onLine((text) => {
    take(text);
    wake();
  });
  void child.ended.then(() => {
    ended = true;
    wake();
  });
  const line = <T>(kind: string): Promise<T> =>
    new Promise((resolve, reject) => {
      const check = () => {
        const at = seen.findIndex((value) => value.kind === kind);
        if (at < 0 && !ended) return;
        waiting.delete(check);
        if (at >= 0) resolve(seen.splice(at, 1)[0] as T);
        else reject(new Error(`${file} ended without a line ${kind}:\n${child.err.join('\n')}`));
      };
      waiting.add(check);
      check();
    });
  return {
    pid: child.pid,
    line,
    write: (value) => void child.input?.write(`${JSON.stringify(value)}\n`),
    close: () => child.close(),
  };
};
