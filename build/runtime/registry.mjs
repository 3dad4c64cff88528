import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** How to start npm itself: the one that runs us, else the one on PATH. */
export const npmCommand = (env = process.env) =>
  env.npm_execpath?.endsWith('.js')
    ? { file: process.execPath, args: [env.npm_execpath], shell: false }
    : {
        file: process.platform === 'win32' ? 'npm.cmd' : 'npm',
        args: [],
        shell: process.platform === 'win32',
      };

/** The registry that npm is configured to use here; throws when npm cannot say. */
export async function npmRegistry(env = process.env) {
  if (env.npm_config_registry) return env.npm_config_registry;
  const { file, args, shell } = npmCommand(env);
  const { stdout } = await run(file, [...args, 'config', 'get', 'registry'], { shell });
  return new URL(stdout.trim().split('\n').at(-1) ?? '').href;
}
