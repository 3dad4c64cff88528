import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectRoot } from '../files.ts';
import { pages } from './pages.ts';

for (const [path, generate] of Object.entries(pages)) {
  const target = join(projectRoot, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, generate());
  console.log(path);
}
