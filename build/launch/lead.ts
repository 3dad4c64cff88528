import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { appStart, startApp } from './app-process.ts';
import type { LocalFolders } from './folders.ts';
import { affiliatePort, localPort } from './local-port.ts';
import { affiliateWords, startLocalWorld } from './local-world.ts';

const OWN_CONNECTION_CLOSES_MS = 200;

/** Runs the local server, Echo and one window, until the last window of any profile is closed. Gives the exit code. */
export async function lead(options: {
  readonly root: string;
  readonly folders: LocalFolders;
  readonly profile: string;
  readonly say: (text: string) => void;
}): Promise<number> {
  const { root, folders, profile, say } = options;
  const world = await startLocalWorld({
    root,
    folders,
    say,
    port: await localPort(folders),
    affiliatePort: await affiliatePort(folders),
  });
  say(`Server on ${world.serverUrl}, data in ${folders.root}`);
  say(affiliateWords(world.affiliate));
  void world.echoReady.then(({ name }) => say(`${name} can be written to`));
  const start = await appStart({ root, folders, profile, serverUrl: world.serverUrl });
  const app = startApp(start, join(folders.logs, `app-${profile}.log`));

  const interrupted = new Promise<number>((resolve) => {
    process.once('SIGINT', () => resolve(130));
    process.once('SIGTERM', () => resolve(143));
  });
  const lastWindowClosed = app.exited.then(async (code) => {
    // Its own connection goes a moment after the window.
    await delay(OWN_CONNECTION_CLOSES_MS);
    if (world.control.count() > 0) {
      say('This window is closed; the server stays for the other ones');
      await new Promise<void>((resolve) => {
        world.control.onLeave(() => world.control.count() === 0 && resolve());
      });
    }
    return code;
  });
  const failed = world.failed.then((reason) => ({ reason }));
  const end = await Promise.race([lastWindowClosed, interrupted, failed]);
  if (typeof end !== 'number') say(end.reason);
  const code = typeof end === 'number' ? end : 1;
  await app.close();
  await world.close();
  return code;
}
