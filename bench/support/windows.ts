import { runtimeArguments } from '../../build/runtime/resolve.mjs';
import { toAppArguments } from '../../e2e/support/app.ts';
import { startChild } from '../../e2e/support/child.ts';
import { electronProgram } from '../../e2e/support/runtime.ts';
import type { World } from '../../e2e/support/world.ts';
import type { Profile } from './profile.ts';

/** A window that nobody drives: what it says of itself on its output is all that is known of it. */
export interface StartedWindow {
  readonly pid: number;
  /** Milliseconds from just before the process was started to the mark. */
  readonly msTo: (what: string) => Promise<number>;
  /** Marks so far. */
  readonly marks: () => Readonly<Record<string, number>>;
  /** As when the system asks it to end; resolves when it did. */
  readonly close: () => Promise<void>;
}

const markPrefix = 'bisik-mark ';
const markWithinMs = 60_000;

const start = async (
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<StartedWindow> => {
  const program = await electronProgram();
  const startedAt = Date.now();
  const child = await startChild(program, args, {
    env: { ...process.env, BISIK_MARKS: '1', ...env },
  });
  const marks = (): Record<string, number> =>
    Object.fromEntries(
      child.out
        .filter((line) => line.startsWith(markPrefix))
        .map((line) => JSON.parse(line.slice(markPrefix.length)) as { what: string; at: number })
        .map(({ what, at }) => [what, at - startedAt]),
    );
  return {
    pid: child.pid,
    marks,
    msTo: (what) =>
      new Promise((resolve, reject) => {
        const end = (act: () => void) => {
          clearTimeout(timer);
          stop();
          act();
        };
        const fail = (why: string) =>
          end(() =>
            reject(new Error(`${why} before ${what}:\n${[...child.out, ...child.err].join('\n')}`)),
          );
        const look = () => {
          const ms = marks()[what];
          if (ms !== undefined) end(() => resolve(ms));
        };
        const timer = setTimeout(() => fail(`${markWithinMs} ms passed`), markWithinMs);
        const stop = child.onLine(look);
        void child.ended.then(() => fail('it ended'));
        look();
      }),
    close: async () => {
      if (child.isRunning()) process.kill(child.pid, 'SIGTERM');
      const force = setTimeout(() => child.signal('SIGKILL'), 10_000);
      await child.ended;
      clearTimeout(force);
    },
  };
};

/** Starts Bisik on a profile. */
export const startBisik = (world: World, { profileFolder }: Profile): Promise<StartedWindow> => {
  const options = { profileFolder, serverUrl: world.server.url, keyring: world.keyring };
  return start(toAppArguments(options), {
    LANG: 'en_US.UTF-8',
    LANGUAGE: 'en',
    BISIK_SERVER_URL: world.server.url,
    ...world.keyring?.env,
  });
};

/** Arguments of the blank app after the program's name. */
export const blankArguments = (appFolder: string, profileFolder: string): string[] => [
  ...runtimeArguments(),
  `--user-data-dir=${profileFolder}`,
  '--password-store=basic',
  '--lang=en',
  appFolder,
];

/** Starts the reference, with React or without. */
export const startBlank = (
  appFolder: string,
  profileFolder: string,
  page: 'react' | 'plain',
): Promise<StartedWindow> =>
  start(blankArguments(appFolder, profileFolder), {
    LANG: 'en_US.UTF-8',
    LANGUAGE: 'en',
    BLANK_PAGE: page,
  });
