import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Configuration, Packager } from 'electron-builder';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Runtime } from '../runtime/resolve.mjs';
import { builderConfig } from './config.ts';

const root = join(import.meta.dirname, '..', '..');
const runtime: Runtime = {
  kind: 'installed',
  dist: '/electron',
  executable: '/electron/electron',
  version: '45.4.1',
  why: 'a test',
};

let app: string;
beforeEach(async () => {
  app = await mkdtemp(join(tmpdir(), 'bisik-config-'));
  await writeFile(
    join(app, 'package.json'),
    await readFile(join(root, 'package.json'), 'utf8').then((text) => {
      const { name, productName, version, description }: Record<string, string> = JSON.parse(text);
      return JSON.stringify({ name, productName, version, description, main: 'main.cjs' });
    }),
  );
});
afterEach(() => rm(app, { recursive: true, force: true }));

/** electron-builder's own look at a configuration, before it builds anything. */
const validate = (config: Configuration): Promise<void> =>
  new Packager({ projectDir: root, config }).validateConfig();

it('is a configuration that electron-builder takes for the three systems', async () => {
  // It works on what it is given.
  const config = (): Configuration => builderConfig({ root, app, runtime });
  await validate(config());
  expect(config().linux?.target).toEqual(['AppImage', 'deb', 'rpm', 'tar.gz']);
  expect(config().win?.target).toEqual(['nsis']);
  expect(config().mac?.target).toEqual(['dmg', 'zip']);
  const misspelt = { ...config(), nsis: { onClick: false } };
  await expect(validate(misspelt as Configuration)).rejects.toThrow(/configuration\.nsis/);
});

it('names files that are there', async () => {
  const { linux, win, mac, nsis, extraResources } = builderConfig({ root, app, runtime });
  const resources = [extraResources ?? []].flat().map((set) => (set as { from: string }).from);
  expect(resources).toEqual([join(root, 'LICENSE')]);
  for (const file of [
    ...[linux?.icon, win?.icon, mac?.icon, nsis?.include],
    ...[mac?.entitlements, mac?.entitlementsInherit, ...resources],
  ])
    await access(`${file}`);
});

it('answers to bisik:// on every system', async () => {
  const { protocols, nsis } = builderConfig({ root, app, runtime });
  // Linux's desktop entries and macOS's Info.plist are made from this.
  expect(protocols).toEqual([{ name: 'Bisik', schemes: ['bisik'] }]);
  // Windows takes it from its registry, which electron-builder leaves to us.
  const script = await readFile(`${nsis?.include}`, 'utf8');
  expect(script).toContain(`"Software\\Classes\\bisik\\shell\\open\\command" "" '"$appExe" "%1"'`);
  expect(script).toContain('DeleteRegKey SHELL_CONTEXT "Software\\Classes\\bisik"');
});
