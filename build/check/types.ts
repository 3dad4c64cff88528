import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeCssTypes } from './css-types.ts';
import { conclude, listFiles, projectRoot } from './files.ts';

type Solution = { readonly references: readonly { readonly path: string }[] };

const solution = JSON.parse(readFileSync(join(projectRoot, 'tsconfig.json'), 'utf8')) as Solution;
const projects = solution.references.map(({ path }) => path);
const folderOf = (project: string): string => project.replace(/\/tsconfig[^/]*$/, '');
const files = listFiles();

// An environment without a file of its own is an error to the compiler, not to us.
const hasSources = (project: string): boolean => {
  const testsOnly = project.endsWith('tsconfig.test.json');
  return files.some(
    (path) =>
      path.startsWith(`${folderOf(project)}/`) &&
      /\.[mc]?tsx?$/.test(path) &&
      (/\.test\.tsx?$|\/testing\//.test(path) || !testsOnly),
  );
};

const covered = projects.map(folderOf);
const strays = files.filter(
  (path) =>
    /\.[mc]?tsx?$/.test(path) &&
    path.includes('/') &&
    !covered.some((folder) => path.startsWith(`${folder}/`)),
);

const classFiles = await writeCssTypes();
const chosen = projects.filter(hasSources);
const compiler = 'node_modules/@typescript/native/bin/tsc';
const run = spawnSync(process.execPath, [compiler, '-b', ...chosen, '--pretty', 'false'], {
  cwd: projectRoot,
  stdio: 'inherit',
});
conclude(
  [
    ...strays.map((path) => `${path}: belongs to no environment of tsconfig.json`),
    ...(run.status === 0 ? [] : ['The compiler found the errors above.']),
  ],
  `${chosen.length} environments, ${classFiles} CSS modules`,
);
