import { mkdirSync, mkdtempSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'vite';

const root = resolve(import.meta.dirname, '../..');

/**
 * Makes one file of a program below `server/` and its sources, which starts in a third of the time: for tests that start
 * it often. Gives its path, in a folder of its own that the caller removes, inside the repository since its packages are.
 */
export const makeProgram = async (entry: string): Promise<{ folder: string; file: string }> => {
  mkdirSync(join(root, '.cache'), { recursive: true });
  const folder = mkdtempSync(join(root, '.cache', 'program-'));
  await build({
    configFile: false,
    root,
    envDir: false,
    publicDir: false,
    logLevel: 'warn',
    ssr: { target: 'node' },
    build: {
      ssr: join(root, 'server', entry),
      target: 'node20',
      outDir: folder,
      rollupOptions: {
        output: { format: 'es', entryFileNames: 'program.mjs', codeSplitting: false },
      },
    },
  });
  return { folder, file: join(folder, 'program.mjs') };
};
