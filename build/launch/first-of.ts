import { readFile } from 'node:fs/promises';
import type { Child } from './child.ts';

const START_TIMEOUT_MS = 20_000;

async function lastLines(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-5).join('\n');
}

/** What a program says once it is ready. One that ends before, or takes too long, is ended, and it throws with the end of its log. */
export async function firstOf<T>(
  ready: Promise<T>,
  child: Child,
  { what, logFile }: { readonly what: string; readonly logFile: string },
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, START_TIMEOUT_MS, `did not answer in ${START_TIMEOUT_MS / 1000} s`);
  });
  const first = await Promise.race([
    ready.then((value) => ({ value })),
    child.exited.then((code) => `ended with ${code}`),
    tooLate,
  ]);
  clearTimeout(timer);
  if (typeof first !== 'string') return first.value;
  await child.close();
  throw new Error(`${what} ${first}; its log is ${logFile}.\n${await lastLines(logFile)}`);
}
