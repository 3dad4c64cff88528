import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { withLock } from '../runtime/cache.mjs';
import { type Bundle, bundles } from './bundles.ts';
import { fingerprint, isCurrent, writeStamp } from './fingerprint.ts';
import { installBuilt, removeFormer } from './install.ts';
import { copyNativeAddons } from './native-addons.ts';

export type BundleName =
  | 'main'
  | 'argon2-worker'
  | 'preload'
  | 'engine'
  | 'renderer'
  | 'server'
  | 'policy'
  | 'affiliate-sandbox'
  | 'witness'
  | 'echo'
  | 'verify';

const hostTarget = `${process.platform}-${process.arch}`;

/** What stands beside the bundles in `dist/app`: the package.json that Electron reads, the icon, the notices. */
async function placeCompanions(root: string): Promise<void> {
  const own: Record<string, unknown> = JSON.parse(
    await readFile(join(root, 'package.json'), 'utf8'),
  );
  const { name, productName, version, description, license } = own;
  const manifest = {
    name,
    productName,
    version,
    description,
    license,
    main: 'main.cjs',
    desktopName: 'bisik.desktop',
  };
  const app = join(root, 'dist', 'app');
  await mkdir(app, { recursive: true });
  await writeFile(join(app, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await cp(join(root, 'build', 'icons', 'icon.png'), join(app, 'icon.png'));
  await cp(
    join(root, 'docs', 'generated', 'third-party-notices.md'),
    join(app, 'third-party-notices.txt'),
  );
}

/** Parts that the bundle before had and this one has not. They go last: a running app may load one yet. */
async function removeFormerParts(
  place: string,
  { name }: Bundle,
  present: readonly string[],
): Promise<void> {
  const parts = (await readdir(place)).filter(
    (file) => file.startsWith(`${name}.`) && file.endsWith('.cjs') && !present.includes(file),
  );
  for (const file of parts) await rm(join(place, file));
}

/** Gives the files that it consists of, from the folder of its output. */
async function buildOne(root: string, bundle: Bundle): Promise<string[]> {
  // Vite and its plugins load only when there is something to build.
  const [{ build }, { configOf }] = await Promise.all([import('vite'), import('./configs.ts')]);
  const fresh = join(root, 'dist', '.fresh', bundle.name);
  const place = join(root, 'dist', dirname(bundle.output));
  await build(configOf(root, fresh, bundle));
  const files = await installBuilt(fresh, place);
  // Main, preload and engine share a folder, and their names stay.
  if (bundle.target === 'page') await removeFormer(place, files, Date.now());
  if (bundle.target === 'electron') await removeFormerParts(place, bundle, files);
  if (bundle.native) await copyNativeAddons(root, join(root, 'dist', 'app'), hostTarget);
  return files;
}

/**
 * Brings the named bundles (all when none is named) up to date in `dist/`.
 * Gives the names of those that had to be built.
 */
export async function buildBundles(
  root: string,
  names: readonly BundleName[] = [],
  say: (text: string) => void = () => {},
): Promise<string[]> {
  const dist = join(root, 'dist');
  await mkdir(dist, { recursive: true });
  // Two commands at once must not write the same files.
  return withLock(join(dist, '.lock'), () => buildStale(root, names, say));
}

/** Runs `work` while nothing in `dist/` changes. */
export const withBuilt = <T>(root: string, work: () => Promise<T>): Promise<T> =>
  withLock(join(root, 'dist', '.lock'), work);

async function buildStale(
  root: string,
  names: readonly BundleName[],
  say: (text: string) => void,
): Promise<string[]> {
  const chosen = bundles.filter(
    ({ name }) => names.length === 0 || names.some((one) => one === name),
  );
  const hashes = await Promise.all(chosen.map((bundle) => fingerprint(root, bundle)));
  const built: string[] = [];
  for (const [index, bundle] of chosen.entries()) {
    const hash = hashes[index] ?? '';
    if (await isCurrent(root, bundle, hash)) continue;
    const startedAt = performance.now();
    await writeStamp(root, bundle, hash, await buildOne(root, bundle));
    built.push(bundle.name);
    say(`Bundled ${bundle.name} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  }
  if (chosen.some(({ output }) => output.startsWith('app/'))) await placeCompanions(root);
  return built;
}
