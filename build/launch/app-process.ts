import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { launcherSocketVariable } from '../../contract/local/launcher.ts';
import { resolveRuntime, runtimeArguments } from '../runtime/resolve.mjs';
import { type Child, startChild } from './child.ts';
import type { LocalFolders } from './folders.ts';

export interface AppStart {
  readonly executable: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** How to start the app of one profile against the local server. */
export async function appStart(options: {
  readonly root: string;
  readonly folders: LocalFolders;
  readonly profile: string;
  readonly serverUrl: string;
  readonly env?: NodeJS.ProcessEnv;
}): Promise<AppStart> {
  const { root, folders, profile, serverUrl } = options;
  const { executable } = await resolveRuntime();
  const userData = folders.profile(profile);
  await mkdir(userData, { recursive: true, mode: 0o700 });
  return {
    executable,
    args: [...runtimeArguments(), `--user-data-dir=${userData}`, join(root, 'dist', 'app')],
    env: {
      ...process.env,
      ...options.env,
      [launcherSocketVariable]: folders.socket,
      BISIK_SERVER_URL: serverUrl,
    },
  };
}

/** Chromium's own log lines: kept in the log file, not shown. */
const isChromiumNoise = (line: string): boolean => /^\[\d+:\d+\/\d+\.\d+:[A-Z]+:/.test(line);

/** Starts the app; what it prints is shown, Chromium's noise goes to the log only. */
export function startApp({ executable, args, env }: AppStart, logFile: string): Child {
  return startChild(executable, args, {
    env,
    logFile,
    onLine: (line) => console.log(line),
    onErrorLine(line) {
      if (line.trim() !== '' && !isChromiumNoise(line)) console.error(line);
    },
  });
}
