import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { conclude, listFiles, projectRoot } from '../files.ts';
import { areas } from './areas.ts';
import { cruiseProject } from './cruise.ts';
import { findServerNames } from './server-names.ts';

const folders = Object.keys(areas);
const sources = listFiles().filter(
  (path) =>
    /\.[mc]?tsx?$/.test(path) &&
    !path.endsWith('.d.ts') &&
    folders.some((folder) => path.startsWith(`${folder}/`)),
);
const names = sources.flatMap((path) =>
  findServerNames(path, readFileSync(join(projectRoot, path), 'utf8')),
);
const { problems, modules } = await cruiseProject(projectRoot);

// With a compiler it does not know the cruiser reads no TypeScript at all, and finds nothing wrong.
const seenTooFew =
  modules < sources.length * 0.9
    ? [`Only ${modules} modules were read, although there are ${sources.length} source files.`]
    : [];

conclude([...seenTooFew, ...names, ...problems], `${modules} modules, every import allowed`);
