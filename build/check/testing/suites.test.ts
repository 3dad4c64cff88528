import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { commandNamed } from '../../setup/commands.mjs';
import { listFiles, projectRoot } from '../files.ts';

/** Which project runs a test file, by its name. */
const suiteOf = (path: string): string => {
  if (/\.long\.test\.tsx?$/.test(path)) return 'long';
  return path.startsWith('renderer/') ? 'renderer' : 'node';
};
const byFile = (a: readonly string[], b: readonly string[]): number => (`${a}` < `${b}` ? -1 : 1);

test('each test file of the checkout runs once, and what its name says is long in the long runs', () => {
  const { stdout } = spawnSync(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'list', '--filesOnly', '--json'],
    { cwd: projectRoot, encoding: 'utf8' },
  );
  const listed = (JSON.parse(stdout) as { file: string; projectName: string }[]).map(
    ({ file, projectName }) => [relative(projectRoot, file), projectName],
  );
  const tests = listFiles().filter((path) => /\.test\.tsx?$/.test(path));
  expect(listed.sort(byFile)).toEqual(tests.map((path) => [path, suiteOf(path)]).sort(byFile));
  expect(new Set(listed.map(([, name]) => name))).toEqual(new Set(['node', 'renderer', 'long']));
});

test('continuous integration runs the long ones after all others', () => {
  const script = readFileSync(join(projectRoot, '.ci', 'run'), 'utf8');
  expect(script.trim().split('\n').slice(-2)).toEqual(['npm test', 'exec npm run test:long']);
  expect(commandNamed('test:long')?.steps([])[0]).toContain('--project=long');
});
