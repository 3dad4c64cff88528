import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { conclude, listFiles, projectRoot } from '../files.ts';
import { pages } from './pages.ts';

const stale = Object.entries(pages).flatMap(([path, generate]) => {
  const target = join(projectRoot, path);
  if (!existsSync(target)) return [`${path} is missing: npm run docs`];
  return readFileSync(target, 'utf8') === generate()
    ? []
    : [`${path} is out of date: npm run docs`];
});
const orphans = listFiles()
  .filter((path) => path.startsWith('docs/generated/') && !(path in pages))
  .map((path) => `${path}: nothing generates this`);

conclude([...stale, ...orphans], `${Object.keys(pages).length} pages are current`);
