import { builtinModules } from 'node:module';
import { basename, join } from 'node:path';
import type { InlineConfig } from 'vite';
import type { Bundle } from './bundles.ts';
import { firstFonts } from './first-fonts.ts';
import { nativeAddons } from './native-addons.ts';
import { rendererPlugins } from './renderer-plugins.ts';

const builtins = [...builtinModules, ...builtinModules.map((name) => `node:${name}`)];

const common = (root: string): InlineConfig => ({
  root,
  configFile: false,
  envDir: false,
  publicDir: false,
  logLevel: 'warn',
});

/** Programs that start with the app: what they import later is parsed later, from a file of its own beside them. */
const inParts = new Set(['main', 'engine']);

/** For Electron's own Node (18 at the oldest): CommonJS with every package inside. */
const forElectron = (root: string, outDir: string, { entry, name }: Bundle): InlineConfig => ({
  ...common(root),
  plugins: [nativeAddons()],
  // Its entry for Node uses tracing channels, which came with 18.19.
  resolve: {
    alias: {
      'lru-cache': join(root, 'node_modules/lru-cache/dist/esm/browser/index.js'),
      // Node's own opens the standard error stream to learn its colours, in the middle of a start.
      'node:assert': join(root, 'build/bundle/assert.ts'),
    },
  },
  ssr: { noExternal: true, external: ['electron'], target: 'node' },
  build: {
    ssr: join(root, entry),
    target: 'node18',
    outDir,
    emptyOutDir: true,
    // Every start parses it.
    minify: inParts.has(name),
    rollupOptions: {
      external: ['electron', ...builtins],
      output: {
        format: 'cjs',
        entryFileNames: `${name}.cjs`,
        ...(inParts.has(name)
          ? { chunkFileNames: `${name}.[name].cjs` }
          : { codeSplitting: false }),
      },
    },
  },
});

/** For the Node that runs this repository: our own sources in one file, packages left in node_modules. */
const forNode = (root: string, outDir: string, { entry, name }: Bundle): InlineConfig => ({
  ...common(root),
  ssr: { target: 'node' },
  build: {
    ssr: join(root, entry),
    target: 'node20',
    outDir,
    emptyOutDir: true,
    minify: false,
    rollupOptions: {
      output: { format: 'es', entryFileNames: `${name}.mjs`, codeSplitting: false },
    },
  },
});

/** For any Node from 18 on: one file with every package inside, that runs wherever it lies. */
const forAnyNode = (root: string, outDir: string, { entry, output }: Bundle): InlineConfig => ({
  ...common(root),
  ssr: { noExternal: true, target: 'node' },
  build: {
    ssr: join(root, entry),
    target: 'node18',
    outDir,
    emptyOutDir: true,
    minify: false,
    rollupOptions: {
      external: builtins,
      output: { format: 'es', entryFileNames: basename(output), codeSplitting: false },
    },
  },
});

/** Messages are parsed by the build: the page carries no ICU parser. */
const withoutParser = (root: string): Record<string, string> => ({
  '@formatjs/icu-messageformat-parser': join(
    root,
    'node_modules/@formatjs/icu-messageformat-parser/no-parser.js',
  ),
});

/** What the bundle of the page and its dev server share. */
export const rendererConfig = (root: string): InlineConfig => ({
  ...common(root),
  root: join(root, 'renderer'),
  base: '/',
  plugins: rendererPlugins(),
});

/** The page, as files that any static host could serve. */
const forPage = (root: string, outDir: string): InlineConfig => ({
  ...rendererConfig(root),
  plugins: [...rendererPlugins(), firstFonts()],
  resolve: { alias: withoutParser(root) },
  build: {
    target: 'chrome114',
    cssTarget: 'chrome114',
    outDir,
    emptyOutDir: true,
    // The content security policy knows no data: fonts or scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 2_000,
  },
});

/** How Vite makes a bundle in `outDir`, which it empties. */
export function configOf(root: string, outDir: string, bundle: Bundle): InlineConfig {
  if (bundle.target === 'electron') return forElectron(root, outDir, bundle);
  if (bundle.target === 'one-file') return forAnyNode(root, outDir, bundle);
  return bundle.target === 'node' ? forNode(root, outDir, bundle) : forPage(root, outDir);
}
