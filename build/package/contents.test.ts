import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createPackageWithOptions } from '@electron/asar';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { contentFaults, packedFiles, proveContents } from './contents.ts';

const right = {
  'package.json': '{"main":"main.cjs"}',
  'main.cjs': 'const hint = "//# sourceMappingURL=";',
  'preload.cjs': '',
  'engine.cjs': '',
  'renderer/index.html': '<!doctype html>',
  'native/linux-x64/@signalapp+libsignal-client.node': 'binary',
  'native/linux-x64/@signalapp+sqlcipher.node': 'binary',
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bisik-contents-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Packs the files as electron-builder does. Gives the `resources` folder. */
const pack = async (
  files: Readonly<Record<string, string>>,
  unpack = '**/native/**',
): Promise<string> => {
  const app = join(folder, 'app');
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(app, path)), { recursive: true });
    await writeFile(join(app, path), text);
  }
  const resources = join(folder, 'resources');
  await mkdir(resources);
  await createPackageWithOptions(app, join(resources, 'app.asar'), { unpack });
  return resources;
};

it('finds nothing wrong with an app that holds its bundles and the addons of its system', async () => {
  await proveContents(await pack(right), 'linux-x64');
});

it.each([
  ['native/win32-x64/@signalapp+sqlcipher.node', 'binary', 'is for another system'],
  ['node_modules/ws/index.js', '', 'is bundled already'],
  ['main.ts', '', 'is a source'],
  ['renderer/page.test.js', '', 'is a test'],
  ['renderer/assets/page.js.map', '{}', 'is a source map'],
  ['argon2-worker.cjs', 'open(process.env.BISIK_TEST_CLOCK_FILE)', 'has a door for tests'],
  ['renderer/assets/page.js', 'run()\n//# sourceMappingURL=page.js.map', 'names a source map'],
  ['renderer/assets/page.css', 'a{}\n/*# sourceMappingURL=page.css.map */', 'names a source map'],
])('refuses %s', async (path, text, why) => {
  const resources = await pack({ ...right, [path]: text });
  expect(contentFaults(packedFiles(resources), 'linux-x64')).toEqual([`${path} ${why}`]);
});

it('refuses an addon inside the archive, other files outside it, and an app that lacks something', async () => {
  const { 'engine.cjs': _, ...lacking } = right;
  const resources = await pack(lacking, '**/{preload.cjs,*sqlcipher.node}');
  expect(contentFaults(packedFiles(resources), 'linux-x64')).toEqual([
    'engine.cjs is missing',
    'native/linux-x64/@signalapp+libsignal-client.node is inside the archive, where no loader sees it',
    'preload.cjs stands outside the archive',
  ]);
});

it('refuses the app that Electron would run when ours is missing', async () => {
  const resources = await pack(right);
  await writeFile(join(resources, 'default_app.asar'), '');
  await expect(proveContents(resources, 'linux-x64')).rejects.toThrow(
    'default_app.asar would run in place of Bisik',
  );
});
