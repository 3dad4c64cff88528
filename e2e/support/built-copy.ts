import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { withBuilt } from '../../build/bundle/build-bundles.ts';
import { appFolder, messagesFolder, projectRoot, serverProgram } from './paths.ts';

/**
 * Copies what was built, for one run. Inside the project, since the server finds its packages from where it stands;
 * elsewhere than dist/, so that a build that begins meanwhile changes nothing under the run.
 */
export const copyBuilt = async (): Promise<{ folder: string; close(): Promise<void> }> => {
  const cache = join(projectRoot, '.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'e2e-built-'));
  await withBuilt(projectRoot, async () => {
    await cp(appFolder, join(folder, 'app'), { recursive: true });
    await cp(join(serverProgram, '..'), join(folder, 'server'), { recursive: true });
    await cp(messagesFolder, join(folder, 'messages'), { recursive: true });
  });
  return { folder, close: () => rm(folder, { recursive: true, force: true }) };
};
