import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { withBuilt } from '../../build/bundle/build-bundles.ts';
import {
  affiliateProgram,
  appFolder,
  messagesFolder,
  policyProgram,
  projectRoot,
  serverProgram,
  verifyProgram,
  witnessProgram,
} from './paths.ts';

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
    for (const program of [serverProgram, policyProgram, affiliateProgram, witnessProgram]) {
      const from = dirname(program);
      await cp(from, join(folder, basename(from)), { recursive: true });
    }
    await cp(verifyProgram, join(folder, basename(verifyProgram)));
    await cp(messagesFolder, join(folder, 'messages'), { recursive: true });
  });
  return { folder, close: () => rm(folder, { recursive: true, force: true }) };
};
