import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { type AppStart, appStart } from './app-process.ts';
import { type LocalFolders, openLocalFolders } from './folders.ts';
import { affiliateWords, startLocalWorld } from './local-world.ts';
import { newcomersMinute } from './newcomer.ts';
import { openWindow } from './open-window.ts';

const LAUNCH_TIMEOUT_MS = 60_000;
const CLOSE_TIMEOUT_MS = 8_000;

const seconds = (ms: number): string => (ms / 1000).toFixed(1);

interface SmokeRun {
  readonly root: string;
  /** How to start the app; the one in `dist/app` unless said otherwise. */
  readonly start?: ((folders: LocalFolders, serverUrl: string) => Promise<AppStart>) | undefined;
  /** Where the picture goes, below `dist/`. */
  readonly picture?: string;
  /** Looks at the running app after the reply; throws when something is not as it must be. */
  readonly inspect?: (app: ElectronApplication) => Promise<void>;
}

async function closeApp(app: ElectronApplication): Promise<void> {
  const child = app.process();
  const insist = setTimeout(() => child.kill('SIGKILL'), CLOSE_TIMEOUT_MS);
  await app.close().catch(() => {});
  clearTimeout(insist);
}

/** A picture even of a step that did not happen: it says more than the time-out. */
async function takePicture(page: Page, path: string): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true });
  await page.screenshot({ path }).catch(() => {});
}

/** Plays the newcomer's minute with a real window and server in a fresh folder. Gives the exit code. */
export async function smoke({
  root,
  start,
  picture = 'smoke.png',
  inspect,
}: SmokeRun): Promise<number> {
  const { _electron } = await import('@playwright/test');
  const folder = await mkdtemp(join(tmpdir(), 'bisik-smoke-'));
  const folders = await openLocalFolders(folder);
  const beganAt = performance.now();
  let windowAt = beganAt;
  const tell = (what: string): void =>
    console.log(`${seconds(performance.now() - windowAt).padStart(6)} s  ${what}`);

  const world = await startLocalWorld({ root, folders, port: 0, affiliatePort: 0, say: tell });
  tell(`Server listens on ${world.serverUrl}`);
  tell(affiliateWords(world.affiliate));
  let app: ElectronApplication | undefined;
  try {
    const how = start
      ? await start(folders, world.serverUrl)
      : await appStart({ root, folders, profile: 'newcomer', serverUrl: world.serverUrl });
    const env = Object.fromEntries(
      Object.entries(how.env).filter((pair): pair is [string, string] => pair[1] !== undefined),
    );
    const opened = await openWindow({
      launch: () =>
        _electron.launch({
          executablePath: how.executable,
          args: [...how.args, '--lang=en'],
          env,
          timeout: LAUNCH_TIMEOUT_MS,
        }),
      close: closeApp,
      timeoutMs: LAUNCH_TIMEOUT_MS,
      say: tell,
    });
    app = opened.app;
    const { page } = opened;
    tell('The window is there; times count from here');
    windowAt = performance.now();
    const who = { number: '+12015550123', name: 'Aisyah', message: 'Hello, is anybody there?' };
    const minute = newcomersMinute({ root, page, who, tell });
    try {
      await Promise.race([minute, world.failed.then((why) => Promise.reject(new Error(why)))]);
    } finally {
      await takePicture(page, join(root, 'dist', picture));
    }
    const took = seconds(performance.now() - windowAt);
    tell(`Picture: dist/${picture}`);
    await inspect?.(app);
    await closeApp(app);
    app = undefined;
    await world.close();
    console.log(`smoke: ok in ${took} s`);
    return 0;
  } catch (error) {
    console.log(`smoke: failed: ${error instanceof Error ? error.message : error}`);
    return 1;
  } finally {
    if (app) await closeApp(app);
    await world.close();
    await rm(folder, { recursive: true, force: true });
  }
}
