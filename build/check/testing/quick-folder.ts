import { chmodSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';

// Tests and journeys wait for thousands of commits, a few milliseconds of disk each. That a commit outlives the program is
// proved by killing it, for which files in memory are as good; against a power cut no test of ours can prove anything.

const memoryFolder = '/dev/shm';
const leastFreeBytes = 2 * 1024 ** 3;

const canBeUsed = (): boolean => {
  try {
    const { bavail, bsize } = statfsSync(memoryFolder);
    const mount = readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .map((line) => line.split(' '))
      .findLast(([, folder]) => folder === memoryFolder);
    return (
      mount?.[2] === 'tmpfs' &&
      // Some tests run programs that they write.
      !mount[3]?.split(',').includes('noexec') &&
      bavail * bsize >= leastFreeBytes
    );
  } catch {
    return false;
  }
};

/** A folder in memory for the temporary files of one run, or null where the system's own must do. `close` removes it. */
export const makeQuickFolder = (): { readonly path: string; close(): void } | null => {
  if (!canBeUsed()) return null;
  const path = mkdtempSync(join(memoryFolder, 'bisik-run-'));
  // As the system's own: for everybody's files, each removed by its owner only.
  chmodSync(path, 0o1777);
  return { path, close: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) };
};
