import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { download } from './download.mjs';

/** Path of the program inside an unpacked Electron. */
export const binaryName = (platform) =>
  platform === 'darwin'
    ? 'Electron.app/Contents/MacOS/Electron'
    : platform === 'win32'
      ? 'electron.exe'
      : 'electron';

/** Version of the Electron unpacked in `dist`, or undefined. */
export const versionOf = (dist) =>
  readFile(join(dist, 'version'), 'utf8').then(
    (text) => text.trim().replace(/^v/, ''),
    () => undefined,
  );

/** Address of the pinned version on the release site, or on the mirror that ELECTRON_MIRROR names. */
function releaseUrl({ version, platform, arch, env }) {
  const base = env.ELECTRON_MIRROR || 'https://github.com/electron/electron/releases/download/';
  return `${base.replace(/\/*$/, '/')}v${version}/electron-v${version}-${platform}-${arch}.zip`;
}

/** Integrity of the release archive, from the checksums that the `electron` package carries. */
async function releaseIntegrity({ packageFolder, version, platform, arch }) {
  const checksums = JSON.parse(await readFile(join(packageFolder, 'checksums.json'), 'utf8'));
  const hex = checksums[`electron-v${version}-${platform}-${arch}.zip`];
  if (!hex) throw new Error(`Electron ${version} is not released for ${platform}-${arch}`);
  return `sha256-${Buffer.from(hex, 'hex').toString('base64')}`;
}

/** Downloads, checks and unpacks the pinned Electron into `folder`, which appears complete or not at all. */
export async function installPinnedRuntime({
  folder,
  packageFolder,
  version,
  platform,
  arch,
  env,
  onProgress,
  limits = {},
  extract,
}) {
  await mkdir(dirname(folder), { recursive: true });
  const archive = `${folder}.zip`;
  const integrity = await releaseIntegrity({ packageFolder, version, platform, arch });
  await download({
    url: releaseUrl({ version, platform, arch, env }),
    to: archive,
    integrity,
    onProgress,
    ...limits,
  });
  const work = await mkdtemp(`${folder}.unpacking-`);
  try {
    const unzip = extract ?? (await import('@electron-internal/extract-zip')).extract;
    await unzip(archive, { dir: work });
    await rm(folder, { recursive: true, force: true });
    await rename(work, folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  await rm(archive, { force: true });
}
