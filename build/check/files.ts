import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const projectRoot = resolve(import.meta.dirname, '../..');

const ignored = new Set([
  'node_modules',
  'dist',
  'release',
  'coverage',
  '.git',
  '.cache',
  '.bisik',
]);

const walk = (root: string, folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (ignored.has(entry.name)) return [];
    return entry.isDirectory() ? walk(root, path) : entry.isFile() ? [path] : [];
  });

const isFile = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

/** The project's own files, tracked or about to be, as paths with `/` from its root. */
export const listFiles = (root: string = projectRoot): string[] => {
  const git = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const listed = git.status === 0 ? git.stdout.split('\0') : walk(root, '');
  return [...new Set(listed)].filter((path) => path !== '' && isFile(join(root, path))).sort();
};

/** Ends a check: prints what is wrong and sets the exit code, or says in a line what was looked at. */
export const conclude = (problems: readonly string[], summary: string): void => {
  if (problems.length === 0) {
    console.log(summary);
    return;
  }
  for (const problem of problems) console.error(problem);
  process.exitCode = 1;
};
