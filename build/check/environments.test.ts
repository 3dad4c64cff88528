import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeCssTypes } from './css-types.ts';
import { projectRoot } from './files.ts';

const projects = ['contract', 'contract/tsconfig.test.json', 'core', 'renderer', 'server'];

const planted: Readonly<Record<string, string>> = {
  'contract/uses-node.ts': 'export const id = process.pid;',
  'contract/uses-window.ts': 'export const title = document.title;',
  'contract/sees-node.test.ts': 'export const id = process.pid;',
  'core/uses-window.ts': 'export const title = document.title;',
  'core/uses-node.ts': 'export const id = process.pid;',
  'core/unchecked.ts': 'const list = [1]; export const first: number = list[0];',
  'core/absent.ts': 'const x: { a?: number } = { a: undefined }; export const y = x;',
  'core/kind.ts': 'export enum Kind { A }',
  'server/uses-window.ts': 'export const title = document.title;',
  'renderer/uses-node.ts': 'export const id = process.pid;',
  'renderer/uses-window.ts': 'export const title = document.title;',
  'renderer/card.module.css': '.card { color: red }',
  'renderer/card.tsx':
    "import styles from './card.module.css'; export const Card = () => <p className={styles.card} />;",
  'renderer/misspelt.tsx':
    "import styles from './card.module.css'; export const Card = () => <p className={styles.crad} />;",
};

let root = '';
let output = '';

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'environments-'));
  symlinkSync(join(projectRoot, 'node_modules'), join(root, 'node_modules'));
  const configs = projects.map((path) => (path.endsWith('.json') ? path : `${path}/tsconfig.json`));
  for (const path of ['tsconfig.base.json', ...configs]) {
    cpSync(join(projectRoot, path), join(root, path));
  }
  for (const [path, text] of Object.entries(planted)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), `${text}\n`);
  }
  await writeCssTypes(root);
  const compiler = join(projectRoot, 'node_modules/@typescript/native/bin/tsc');
  const run = spawnSync(process.execPath, [compiler, '-b', ...projects, '--pretty', 'false'], {
    cwd: root,
    encoding: 'utf8',
  });
  output = run.stdout;
}, 60_000);

afterAll(() => rmSync(root, { recursive: true, force: true }));

it.each([
  ['contract/uses-node.ts', 'process'],
  ['contract/uses-window.ts', 'document'],
  ['core/uses-window.ts', 'document'],
  ['core/unchecked.ts', 'undefined'],
  ['core/absent.ts', 'exactOptionalPropertyTypes'],
  ['core/kind.ts', 'erasableSyntaxOnly'],
  ['server/uses-window.ts', 'document'],
  ['renderer/uses-node.ts', 'process'],
  ['renderer/misspelt.tsx', 'crad'],
])('%s does not compile', (path, word) => {
  const lines = output.split('\n').filter((line) => line.startsWith(`${path}(`));
  expect(lines.join('\n')).toContain(word);
});

it.each([
  'contract/sees-node.test.ts',
  'core/uses-node.ts',
  'renderer/uses-window.ts',
  'renderer/card.tsx',
])('%s compiles', (path) => {
  expect(output).not.toContain(`${path}(`);
});
