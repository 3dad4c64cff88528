import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lies, rowOf } from './table.ts';

test('the threat model has these lies, and says of each who is told, how soon and in which words', () => {
  expect(lies.length).toBeGreaterThanOrEqual(30);
  expect(new Set(lies.map(({ name }) => name)).size).toBe(lies.length);
  const text = readFileSync(
    join(import.meta.dirname, '..', '..', '..', 'docs', 'threat-model.md'),
    'utf8',
  );
  const [, section = ''] = text.split('## Lies about keys');
  const rows = (section.split('\n## ')[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('| '));
  expect(rows.slice(1)).toEqual(lies.map(rowOf));
});
