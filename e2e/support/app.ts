import { _electron, type ElectronApplication, errors, type Page } from '@playwright/test';
import { runtimeArguments } from '../../build/runtime/resolve.mjs';
import { type Child, killGroup, readLines, startChild } from './child.ts';
import type { TestClock } from './clock/test-clock.ts';
import type { Keyring } from './keyring.ts';
import { handOver } from './ordinary-user.ts';
import { appFolder } from './paths.ts';
import { electronProgram } from './runtime.ts';
import { waitFor } from './wait.ts';

export interface AppOptions {
  /** The profile: settings, vault and database stay here when the app ends. */
  readonly profileFolder: string;
  readonly serverUrl: string | null;
  /** null: a computer without a keyring. */
  readonly keyring: Keyring | null;
  readonly language?: 'en' | 'ms';
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** The time that its processes live in; the system's when there is none. */
  readonly clock?: TestClock | undefined;
}

/** One running Bisik with its window. */
export interface App {
  readonly page: Page;
  readonly electron: ElectronApplication;
  readonly profileFolder: string;
  readonly pid: number;
  /** What it printed so far, both streams. */
  readonly output: () => readonly string[];
  /** Marks of `BISIK_MARKS=1`: what was drawn and when. */
  readonly marks: () => readonly { what: string; at: number }[];
  /** Content size of the window in CSS pixels. */
  readonly resize: (width: number, height: number) => Promise<void>;
  /** kill -9 of all its processes. */
  readonly kill: () => Promise<void>;
  /** Ends it as a person would; kill -9 when that takes too long. */
  readonly close: () => Promise<void>;
}

const locales = { en: 'en_US.UTF-8', ms: 'ms_MY.UTF-8' } as const;

const toEnvironment = (options: AppOptions): Record<string, string> => {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !entry[0].startsWith('DBUS_') && !entry[0].startsWith('BISIK_'),
  );
  const locale = locales[options.language ?? 'en'];
  return {
    ...Object.fromEntries(inherited),
    LANG: locale,
    LC_ALL: locale,
    LANGUAGE: options.language ?? 'en',
    BISIK_MARKS: '1',
    // Nothing listens there: the app finds no session bus instead of the one of whoever runs this.
    DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent',
    ...(options.serverUrl === null ? {} : { BISIK_SERVER_URL: options.serverUrl }),
    ...options.keyring?.env,
    ...options.clock?.env,
    ...options.env,
  };
};

/** Command line after the program's name. */
export const toAppArguments = (options: AppOptions): string[] => [
  ...runtimeArguments(),
  `--user-data-dir=${options.profileFolder}`,
  `--password-store=${options.keyring ? 'gnome-libsecret' : 'basic'}`,
  `--lang=${options.language ?? 'en'}`,
  ...(options.args ?? []),
  ...(options.clock?.electronArguments ?? []),
  appFolder,
];

const connectWithinMs = 20_000;

/** Now and then the driver misses the window that opens while it connects and waits for ever: then it starts anew. */
const connect = async (options: AppOptions): Promise<ElectronApplication> => {
  await handOver(options.profileFolder);
  for (let attempt = 1; ; attempt++) {
    try {
      return await _electron.launch({
        executablePath: await electronProgram(),
        args: toAppArguments(options),
        env: toEnvironment(options),
        timeout: connectWithinMs * attempt,
      });
    } catch (error) {
      if (attempt === 3 || !(error instanceof errors.TimeoutError)) throw error;
    }
  }
};

/** Starts the app that `build/bundle` made and resolves when its window is there. */
export const launchApp = async (options: AppOptions): Promise<App> => {
  const electron = await connect(options);
  const child = electron.process();
  const pid = child.pid ?? 0;
  const output: string[] = [];
  for (const from of ['stdout', 'stderr'] as const)
    readLines(child, from, (line) => void output.push(line));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const kill = async () => {
    killGroup(pid, 'SIGKILL');
    await ended;
  };
  try {
    const page = await electron.firstWindow({ timeout: 45_000 });
    await options.clock?.follow(page);
    page.on('console', (message) => void output.push(`page: ${message.text()}`));
    page.on('pageerror', (error) => void output.push(`page: ${error.stack ?? error.message}`));
    return {
      page,
      electron,
      profileFolder: options.profileFolder,
      pid,
      output: () => output,
      marks: () =>
        output
          .filter((line) => line.startsWith('bisik-mark '))
          .map(
            (line) => JSON.parse(line.slice('bisik-mark '.length)) as { what: string; at: number },
          ),
      resize: async (width, height) => {
        await electron.evaluate(
          ({ BrowserWindow }, size) =>
            BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height),
          { width, height },
        );
        await waitFor(() => page.evaluate((wanted) => window.innerWidth === wanted, width), {
          what: `a window ${width} pixels wide`,
        });
      },
      kill,
      close: async () => {
        const timer = setTimeout(() => killGroup(pid, 'SIGKILL'), 10_000);
        if (child.exitCode === null && child.signalCode === null)
          await electron.close().catch(() => undefined);
        clearTimeout(timer);
        killGroup(pid, 'SIGKILL');
      },
    };
  } catch (error) {
    await kill();
    throw new Error(`no window: ${output.join('\n')}`, { cause: error });
  }
};

/** Starts the app with nobody looking at its window: for starts that end before there is one. */
export const startUnseen = async (
  options: AppOptions,
): Promise<Child & { kill(): Promise<void> }> => {
  await handOver(options.profileFolder);
  const child = await startChild(await electronProgram(), toAppArguments(options), {
    env: toEnvironment(options),
  });
  return {
    ...child,
    kill: async () => {
      child.signal('SIGKILL');
      await child.ended;
    },
  };
};
