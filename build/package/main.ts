// `npm run dist [-- --release]`: the packages that this machine can make, in release/.
import { access, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildBundles } from '../bundle/build-bundles.ts';
import { describeRuntime, resolveRuntime } from '../runtime/resolve.mjs';
import { ARTEFACTS, builderConfig } from './config.ts';
import { proveContents } from './contents.ts';
import { makeDeb } from './debian.ts';
import { proveDebEntry } from './desktop-entry.ts';
import { stageApp } from './stage.ts';

const root = join(import.meta.dirname, '..', '..');
const say = (text: string): void => console.error(text);
const { values } = parseArgs({ options: { release: { type: 'boolean', default: false } } });

const size = async (path: string): Promise<string> =>
  `${((await stat(path)).size / 1e6).toFixed(0)} MB`;

/** electron-builder brings 7-Zip by download; Debian's will do. */
async function takeSystemSevenZip(): Promise<void> {
  const path = '/usr/bin/7za';
  const there = await access(path).then(
    () => true,
    () => false,
  );
  if (there) process.env.ELECTRON_BUILDER_7ZIP_PATH ??= path;
}

async function dist(): Promise<void> {
  const runtime = await resolveRuntime({ release: values.release });
  say(`Packaging on ${describeRuntime(runtime)}`);
  await buildBundles(root, [], say);
  const target = `${process.platform}-${process.arch}`;
  const app = await stageApp(root, target);
  await rm(join(root, 'release'), { recursive: true, force: true });
  await takeSystemSevenZip();
  const { build, Platform } = await import('electron-builder');
  if (runtime.kind === 'development') process.env.ELECTRON_BUILDER_COMPRESSION_LEVEL ??= '3';
  const config = builderConfig({ root, app, runtime });
  // A release machine reaches the tools of every format of its system; others make what needs no download.
  const offline = process.platform === 'linux' && !values.release;
  const targets = offline
    ? Platform.LINUX.createTarget(['dir', 'tar.gz'])
    : Platform.current().createTarget();
  const made = await build({ projectDir: root, targets, config, publish: 'never' });
  if (offline) {
    const unpacked = join(root, 'release', 'linux-unpacked');
    await proveContents(join(unpacked, 'resources'), target);
    const deb = await makeDeb({ root, unpacked, runtime });
    await proveDebEntry(deb);
    made.push(deb);
  }
  for (const path of made) console.log(`made      ${basename(path)} (${await size(path)})`);
  if (!offline) return;
  console.log('made      linux-unpacked/');
  for (const { kind, needs } of ARTEFACTS) console.log(`not here  ${kind}: needs ${needs}`);
  if (runtime.kind === 'development') {
    console.log(
      `These packages run on the development runtime (Electron ${runtime.version}): for tests on this computer, not for people.`,
    );
  }
}

await dist();
