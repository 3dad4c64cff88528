import { cp, mkdir, readdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const PREFIX = '\0native-addon:';

/** The packages with prebuilt native addons, loaded through `node-gyp-build`. */
const ADDONS = ['@signalapp/libsignal-client', '@signalapp/sqlcipher'] as const;

const addonFile = (name: string): string => `${name.replace('/', '+')}.node`;

/**
 * `node-gyp-build` looks beside the package for its binary, and a bundle has no package.
 * Each importer gets a loader instead that opens `native/<platform>-<arch>/` beside the bundle.
 */
export const nativeAddons = (): Plugin => ({
  name: 'bisik:native-addons',
  enforce: 'pre',
  resolveId(source, importer) {
    if (source !== 'node-gyp-build') return undefined;
    const path = importer?.replaceAll('\\', '/') ?? '';
    const name = ADDONS.find((addon) => path.includes(`/node_modules/${addon}/`));
    if (!name) throw new Error(`No prebuilt addon is known for ${importer}`);
    return `${PREFIX}${name}`;
  },
  load(id) {
    if (!id.startsWith(PREFIX)) return undefined;
    const file = JSON.stringify(addonFile(id.slice(PREFIX.length)));
    return `import { join } from 'node:path';
export default () => {
  const addon = { exports: {} };
  process.dlopen(addon, join(__dirname, 'native', process.platform + '-' + process.arch, ${file}));
  return addon.exports;
};`;
  },
});

const isSame = async (one: string, other: string): Promise<boolean> => {
  const [a, b] = await Promise.all([stat(one), stat(other).catch(() => undefined)]);
  return b !== undefined && a.size === b.size && Math.abs(a.mtimeMs - b.mtimeMs) < 1_000;
};

/** Copies the addons of one target (`linux-x64`) to `folder/native/<target>/`. */
export async function copyNativeAddons(
  root: string,
  folder: string,
  target: string,
): Promise<void> {
  const to = join(folder, 'native', target);
  await mkdir(to, { recursive: true });
  for (const name of ADDONS) {
    const from = join(root, 'node_modules', name, 'prebuilds', target);
    for (const file of await readdir(from)) {
      const [source, copy] = [join(from, file), join(to, file)];
      if (await isSame(source, copy)) continue;
      // A running app has the old one mapped: written over it would crash.
      await cp(source, `${copy}.new`, { preserveTimestamps: true });
      await rename(`${copy}.new`, copy);
    }
  }
}
