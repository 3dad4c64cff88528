import { cp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bundles } from '../bundle/bundles.ts';
import { builtFiles } from '../bundle/fingerprint.ts';
import { copyNativeAddons } from '../bundle/native-addons.ts';

/** Copies `dist/app` to a folder of its own with the native addons of one target (`linux-x64`) only. */
export async function stageApp(root: string, target: string): Promise<string> {
  const from = join(root, 'dist', 'app');
  const to = join(root, 'dist', 'staged', target);
  await rm(to, { recursive: true, force: true });
  for (const name of await readdir(from)) {
    if (name !== 'native' && name !== 'renderer') await cp(join(from, name), join(to, name));
  }
  // Beside the page's files stand those of former builds, for windows that are open.
  const page = bundles.find(({ name }) => name === 'renderer');
  for (const file of page ? await builtFiles(root, page) : [])
    await cp(join(from, 'renderer', file), join(to, 'renderer', file));
  await copyNativeAddons(root, to, target);
  return to;
}
