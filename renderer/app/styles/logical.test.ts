import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

const cssFiles = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.css'),
);

const physical = [
  /(^|[\s;{])(margin|padding|border|scroll-margin|scroll-padding)-(left|right)\b/,
  /(^|[\s;{])(left|right)\s*:/,
  /\b(text-align|float|clear)\s*:\s*(left|right)\b/,
  /border-(top|bottom)-(left|right)-radius/,
];

/** Lines of a stylesheet that name a side of the screen instead of a side of the text. */
const findPhysical = (css: string): string[] =>
  css.split('\n').filter((line) => physical.some((pattern) => pattern.test(line)));

it('finds what it looks for', () => {
  expect(findPhysical('a { margin-left: 1px }\nb{text-align: right}\n  left: 0;')).toHaveLength(3);
  expect(findPhysical('a { margin-inline-start: 1px; text-align: start }')).toEqual([]);
});

it('no stylesheet names left or right, so that a right-to-left language needs no second one', () => {
  expect(cssFiles.length).toBeGreaterThan(10);
  const found = cssFiles.flatMap((file) =>
    findPhysical(readFileSync(join(root, file), 'utf8')).map((line) => `${file}: ${line.trim()}`),
  );
  expect(found).toEqual([]);
});
