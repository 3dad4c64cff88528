import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeCssTypes } from './css-types.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'css-types-'));
  mkdirSync(join(root, 'renderer/ui'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const css = () => join(root, 'renderer/ui/button.module.css');
const declaration = () => join(root, '.cache/css-types/renderer/ui/button.module.css.d.ts');

it('declares the classes of a module, nested and in layers too, and no others', async () => {
  writeFileSync(
    css(),
    '@layer ui { .root { color: oklch(0.5 0.1 20); &:hover { x: y } @media (width > 1px) { .wide { x: y } } } }\n:global(.other) .two-words { x: y }',
  );
  expect(await writeCssTypes(root)).toBe(1);
  const text = readFileSync(declaration(), 'utf8');
  expect(text.match(/"[^"]+"/g)).toEqual(['"root"', '"two-words"', '"wide"']);
});

it('forgets a module that is gone', async () => {
  writeFileSync(css(), '.root { x: y }');
  await writeCssTypes(root);
  rmSync(css());
  expect(await writeCssTypes(root)).toBe(0);
  expect(() => readFileSync(declaration())).toThrow('ENOENT');
});
