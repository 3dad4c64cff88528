import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

const DAY_MS = 24 * 60 * 60 * 1000;

/** The files below `folder`, as paths from it; none when it is not there. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

/** A page comes last: what it names is there by then. */
const pagesLast = (files: readonly string[]): string[] =>
  [...files].sort((a, b) => Number(a.endsWith('.html')) - Number(b.endsWith('.html')));

/**
 * Moves what a build made from `fresh` to `place`, file by file, each at once: programs that run from there never meet an
 * empty folder or half a file, and an open window still finds the older chunks that it has not loaded yet. Gives the files.
 */
export async function installBuilt(fresh: string, place: string): Promise<string[]> {
  const files = pagesLast(await filesBelow(fresh));
  for (const file of files) {
    const to = join(place, file);
    await mkdir(dirname(to), { recursive: true });
    await rename(join(fresh, file), to);
  }
  await rm(fresh, { recursive: true, force: true });
  return files;
}

/** Removes files of former builds from `place` that are not among `files` and older than a day. */
export async function removeFormer(
  place: string,
  files: readonly string[],
  now: number,
): Promise<void> {
  const present = new Set(files);
  for (const file of await filesBelow(place)) {
    if (present.has(file)) continue;
    const path = join(place, file);
    if (now - (await stat(path)).mtimeMs > DAY_MS) await rm(path, { force: true });
  }
}
