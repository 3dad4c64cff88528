// A misspelt class name becomes a type error: each CSS module gets a declaration under .cache/, found through `rootDirs`.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DtsCreator } from 'typed-css-modules/lib/dts-creator.js';
import { listFiles, projectRoot } from './files.ts';

const declare = (classes: readonly string[]): string =>
  [
    'declare const styles: {',
    ...[...new Set(classes)].sort().map((name) => `  readonly ${JSON.stringify(name)}: string;`),
    '};',
    'export default styles;',
    '',
  ].join('\n');

const readOr = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

/** Brings the declarations of all CSS modules up to date; returns how many there are. */
export const writeCssTypes = async (root: string = projectRoot): Promise<number> => {
  const output = join(root, '.cache/css-types');
  mkdirSync(output, { recursive: true });
  const creator = new DtsCreator({ rootDir: root, searchDir: '.', camelCase: false });
  const wanted = new Set<string>();
  for (const file of listFiles(root).filter((path) => path.endsWith('.module.css'))) {
    const source = readFileSync(join(root, file), 'utf8');
    const { tokens } = await creator.create(file, source);
    const target = join(output, `${file}.d.ts`);
    wanted.add(target);
    const text = declare(tokens);
    if (readOr(target) === text) continue;
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  for (const entry of readdirSync(output, { recursive: true, encoding: 'utf8' })) {
    const path = join(output, entry);
    if (path.endsWith('.d.ts') && !wanted.has(path)) rmSync(path);
  }
  return wanted.size;
};
