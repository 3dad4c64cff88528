import { writeFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { build } from 'vite';

const root = join(import.meta.dirname, 'blank-app');
const common = {
  root,
  configFile: false,
  envDir: false,
  publicDir: false,
  logLevel: 'warn',
} as const;

/** Bundles the blank app for the same targets as Bisik and gives its folder. */
export const buildBlankApp = async (): Promise<string> => {
  const outDir = join(import.meta.dirname, '..', '..', 'dist', 'bench', 'blank-app');
  for (const name of ['main', 'utility']) {
    await build({
      ...common,
      ssr: { noExternal: true, external: ['electron'], target: 'node' },
      build: {
        ssr: join(root, `${name}.ts`),
        target: 'node18',
        outDir,
        emptyOutDir: false,
        rollupOptions: {
          external: [
            'electron',
            ...builtinModules,
            ...builtinModules.map((builtin) => `node:${builtin}`),
          ],
          output: { format: 'cjs', entryFileNames: `${name}.cjs`, codeSplitting: false },
        },
      },
    });
  }
  await build({
    ...common,
    base: './',
    plugins: [react()],
    build: {
      target: 'chrome114',
      outDir: join(outDir, 'page'),
      emptyOutDir: true,
      modulePreload: { polyfill: false },
      rollupOptions: { input: ['index.html', 'plain.html'].map((page) => join(root, page)) },
    },
  });
  await writeFile(
    join(outDir, 'package.json'),
    JSON.stringify({ name: 'blank', main: 'main.cjs' }),
  );
  return outDir;
};
