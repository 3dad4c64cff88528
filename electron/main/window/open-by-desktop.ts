import { spawn } from 'node:child_process';

/** Long enough to hear that there is no browser; who still runs then has opened one and waits for it to end. */
const failsWithinMs = 5_000;

const wanted: ReadonlySet<string> = new Set([
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'PATH',
  'LANG',
  'LANGUAGE',
  'TZ',
  'TMPDIR',
  'DISPLAY',
  'WAYLAND_DISPLAY',
  'XAUTHORITY',
  'DBUS_SESSION_BUS_ADDRESS',
  'DESKTOP_SESSION',
  'KDE_FULL_SESSION',
  'KDE_SESSION_VERSION',
  'GNOME_DESKTOP_SESSION_ID',
  'BROWSER',
]);
// A browser that goes through a proxy must not go past it because Bisik started it.
const proxies = /^(?:https?|all|no|ftp)_proxy$/i;
const isWanted = (name: string): boolean =>
  wanted.has(name) || name.startsWith('LC_') || name.startsWith('XDG_') || proxies.test(name);

/** What of the environment a program of the desktop gets: where it is and how it looks, nothing of Bisik or Electron. */
export const desktopEnvironment = (env: NodeJS.ProcessEnv): Record<string, string> => {
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && isWanted(entry[0]),
  );
  const own = Object.fromEntries(kept);
  // Electron puts another desktop's name in its place.
  const real = env.ORIGINAL_XDG_CURRENT_DESKTOP;
  return real === undefined ? own : { ...own, XDG_CURRENT_DESKTOP: real };
};

/**
 * Has the desktop open a link with `xdg-open`, without a shell. False where there is no such program, or where it says
 * early that it could not. Electron’s own way says yes in both cases.
 */
export const openByDesktop = (
  link: string,
  env: NodeJS.ProcessEnv,
  withinMs = failsWithinMs,
): Promise<boolean> =>
  new Promise((resolve) => {
    if (!/^(?:https?|mailto):/.test(link)) {
      resolve(false);
      return;
    }
    const child = spawn('xdg-open', [link], {
      env: desktopEnvironment(env),
      stdio: 'ignore',
      // The browser outlives Bisik.
      detached: true,
    });
    const timer = setTimeout(() => resolve(true), withinMs);
    const end = (opened: boolean): void => {
      clearTimeout(timer);
      resolve(opened);
    };
    child.on('error', () => end(false));
    child.on('exit', (code) => end(code === 0));
    child.unref();
  });
