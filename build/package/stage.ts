import { cp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { copyNativeAddons } from '../bundle/native-addons.ts';

/** Copies `dist/app` to a folder of its own with the native addons of one target (`linux-x64`) only. */
export async function stageApp(root: string, target: string): Promise<string> {
  const from = join(root, 'dist', 'app');
  const to = join(root, 'dist', 'staged', target);
  await rm(to, { recursive: true, force: true });
  for (const name of await readdir(from)) {
    if (name !== 'native') await cp(join(from, name), join(to, name), { recursive: true });
  }
  await copyNativeAddons(root, to, target);
  return to;
}
