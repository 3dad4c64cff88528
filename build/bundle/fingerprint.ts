import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Bundle } from './bundles.ts';

const isSource = (path: string): boolean =>
  !/\.(test|spec)\.[cm]?tsx?$|\.md$|(^|[\\/])tsconfig[^\\/]*\.json$/.test(path);

/** What every bundle depends on besides its own folders. */
const SHARED = ['package-lock.json', 'build/bundle'];

async function filesOf(root: string, input: string): Promise<string[]> {
  const path = join(root, input);
  if (!existsSync(path)) return [];
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(
    () => undefined,
  );
  if (!entries) return [path];
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter(isSource);
}

/** A hash over the names and contents of everything the bundle is made of. */
export async function fingerprint(root: string, bundle: Bundle): Promise<string> {
  const found = await Promise.all(
    [...bundle.inputs, ...SHARED].map((input) => filesOf(root, input)),
  );
  const hash = createHash('sha256').update(process.version);
  for (const file of [...new Set(found.flat())].sort()) {
    hash.update(`\0${file.slice(root.length)}\0`).update(await readFile(file));
  }
  return hash.digest('hex');
}

const stampOf = (root: string, bundle: Bundle): string =>
  join(root, 'dist', '.stamps', bundle.name);

/** Whether `dist/` holds the bundle made of exactly these inputs. */
export async function isCurrent(root: string, bundle: Bundle, hash: string): Promise<boolean> {
  if (!existsSync(join(root, 'dist', bundle.output))) return false;
  return (await readStamp(root, bundle))[0] === hash;
}

const readStamp = async (root: string, bundle: Bundle): Promise<string[]> =>
  (await readFile(stampOf(root, bundle), 'utf8').catch(() => '')).split('\n');

/** The files that the last build of the bundle consists of, from the folder of its output. */
export const builtFiles = async (root: string, bundle: Bundle): Promise<string[]> =>
  (await readStamp(root, bundle)).slice(1);

export async function writeStamp(
  root: string,
  bundle: Bundle,
  hash: string,
  files: readonly string[],
): Promise<void> {
  const path = stampOf(root, bundle);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, [hash, ...files].join('\n'));
}
