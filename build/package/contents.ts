import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { extractFile, getRawHeader } from '@electron/asar';

/** One file of a packaged app, as a path from the archive's root with `/`. */
export interface PackedFile {
  readonly path: string;
  /** Beside the archive, where the system's loader sees it. */
  readonly unpacked: boolean;
  readonly text: () => string;
}

type Entry = { readonly unpacked?: boolean; readonly files?: Readonly<Record<string, Entry>> };

/** The files of `app.asar` in a `resources` folder. */
export const packedFiles = (resources: string): PackedFile[] => {
  const archive = join(resources, 'app.asar');
  const below = (entry: Entry, path: string): PackedFile[] =>
    entry.files
      ? Object.entries(entry.files).flatMap(([name, child]) =>
          below(child, path === '' ? name : `${path}/${name}`),
        )
      : [
          {
            path,
            unpacked: entry.unpacked ?? false,
            text: () => extractFile(archive, path).toString(),
          },
        ];
  return below(getRawHeader(archive).header, '');
};

const NEEDED = ['package.json', 'main.cjs', 'preload.cjs', 'engine.cjs', 'renderer/index.html'];
const ADDONS = ['@signalapp+libsignal-client.node', '@signalapp+sqlcipher.node'];

const isAddon = (path: string): boolean => path.endsWith('.node');
const isSource = (path: string): boolean => /\.(?:[cm]?tsx?|tsbuildinfo|jsx|scss|md)$/.test(path);
const isTest = (path: string): boolean =>
  /\.(?:test|spec)\.|(?:^|\/)(?:__tests__|tests?)\//.test(path);
const isCode = (path: string): boolean => /\.(?:[cm]?js|css|html)$/.test(path);
/** Journeys set the time of the programs that they start; what is packaged has no door for that. */
const hasTestDoor = (text: string): boolean => text.includes('BISIK_TEST');
const namesMap = (text: string): boolean => /^\s*(?:\/\/|\/\*)[#@] sourceMappingURL=/m.test(text);

/** What is wrong with the contents of an app packaged for `target` (`linux-x64`): one sentence each. */
export function contentFaults(files: readonly PackedFile[], target: string): string[] {
  const wanted = ADDONS.map((name) => `native/${target}/${name}`);
  const paths = new Set(files.map(({ path }) => path));
  const faults = [...NEEDED, ...wanted]
    .filter((path) => !paths.has(path))
    .map((path) => `${path} is missing`);
  for (const { path, unpacked, text } of files) {
    const addon = isAddon(path);
    if (addon && !wanted.includes(path)) faults.push(`${path} is for another system`);
    if (addon && !unpacked) faults.push(`${path} is inside the archive, where no loader sees it`);
    if (!addon && unpacked) faults.push(`${path} stands outside the archive`);
    if (path.startsWith('node_modules/')) faults.push(`${path} is bundled already`);
    else if (isSource(path)) faults.push(`${path} is a source`);
    else if (isTest(path)) faults.push(`${path} is a test`);
    else if (path.endsWith('.map')) faults.push(`${path} is a source map`);
    else if (isCode(path) && namesMap(text())) faults.push(`${path} names a source map`);
    else if (isCode(path) && hasTestDoor(text())) faults.push(`${path} has a door for tests`);
  }
  return faults;
}

/** Throws unless the unpacked app holds what it must and nothing else. `resources` is its folder of that name. */
export async function proveContents(resources: string, target: string): Promise<void> {
  const faults = contentFaults(packedFiles(resources), target);
  for (const name of await readdir(resources)) {
    if (name.startsWith('default_app')) faults.push(`${name} would run in place of Bisik`);
  }
  if (faults.length > 0) throw new Error(`The packaged app is not right:\n${faults.join('\n')}`);
}
