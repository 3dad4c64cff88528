import { mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Where downloaded runtimes live, outside the tree so that every clone shares them. */
export function cacheFolder({
  env = process.env,
  platform = process.platform,
  home = homedir(),
} = {}) {
  if (env.BISIK_CACHE) return env.BISIK_CACHE;
  if (platform === 'win32')
    return join(env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'bisik', 'Cache');
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'bisik');
  return join(env.XDG_CACHE_HOME || join(home, '.cache'), 'bisik');
}

const STALE_AFTER_MS = 30_000;
const HEARTBEAT_MS = 5_000;

const isAlive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

async function isAbandoned(lock, staleAfterMs) {
  const pid = Number(await readFile(join(lock, 'pid'), 'utf8').catch(() => Number.NaN));
  if (Number.isInteger(pid) && pid > 0 && !isAlive(pid)) return true;
  const found = await stat(lock).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > staleAfterMs;
}

/** Runs `work` while holding the folder `lock`, so that two commands never unpack into the same place. */
export async function withLock(
  lock,
  work,
  { onWait = () => {}, pollMs = 200, staleAfterMs = STALE_AFTER_MS } = {},
) {
  let told = false;
  for (;;) {
    try {
      await mkdir(lock);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (await isAbandoned(lock, staleAfterMs)) {
        await rm(lock, { recursive: true, force: true });
        continue;
      }
      if (!told) onWait();
      told = true;
      await delay(pollMs);
    }
  }
  await writeFile(join(lock, 'pid'), `${process.pid}`);
  const beat = setInterval(
    () => utimes(lock, new Date(), new Date()).catch(() => {}),
    HEARTBEAT_MS,
  );
  try {
    return await work();
  } finally {
    clearInterval(beat);
    await rm(lock, { recursive: true, force: true });
  }
}

const FAILURE_HOLDS_MS = 24 * 60 * 60 * 1000;

/** Remembers for a day that a download failed, so that each start is not slowed by trying it again. */
export function createFailureNote(path, now = Date.now) {
  return {
    /** The reason noted within the last day, or undefined. */
    async read() {
      try {
        const { at, reason } = JSON.parse(await readFile(path, 'utf8'));
        return now() - at >= 0 && now() - at < FAILURE_HOLDS_MS ? `${reason}` : undefined;
      } catch {
        return undefined;
      }
    },
    write: (reason) => writeFile(path, `${JSON.stringify({ at: now(), reason })}\n`),
    clear: () => rm(path, { force: true }),
  };
}
