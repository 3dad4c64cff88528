import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { launcherLineSchema } from '../../contract/local/launcher.ts';
import { AFFILIATE_NAME } from './affiliate-process.ts';

it('stands for the recipient of the example, without whose name nothing would be sent to it', () => {
  const file = join(import.meta.dirname, '../../server/policies/example.json');
  const { recipients } = JSON.parse(readFileSync(file, 'utf8')) as {
    recipients: Record<string, { name: string }>;
  };
  expect(Object.values(recipients).map(({ name }) => name)).toEqual([AFFILIATE_NAME]);
});

it.each([
  ['http://127.0.0.1:7500', true],
  ['http://127.0.0.1:7500/path', false],
  ['https://127.0.0.1:7500', false],
  ['http://127.0.0.1:7500@example.org', false],
  ['http://127.0.0.2:7500', false],
  ['javascript:alert(1)', false],
  ['file:///etc/passwd', false],
])('an app is told of %s: %s', (url, taken) => {
  const affiliate = { name: AFFILIATE_NAME, url };
  const hello = { kind: 'hello', serverUrl: 'http://127.0.0.1:7480', echo: null, affiliate };
  expect(launcherLineSchema.safeParse(hello).success).toBe(taken);
});
