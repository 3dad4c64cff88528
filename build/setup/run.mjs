import { spawn } from 'node:child_process';

const SIGNAL_NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };

/** Runs a program in our terminal, passes signals on to it, and gives its exit code (128 + n when a signal ended it). */
function run(file, args, { env = process.env, cwd } = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: 'inherit', env, cwd });
    const pass = Object.keys(SIGNAL_NUMBERS).map((name) => {
      // A terminal's Ctrl-C reaches the whole group already; twice would read as "at once".
      const listener = () => (name === 'SIGINT' && process.stdin.isTTY) || child.kill(name);
      process.on(name, listener);
      return () => process.off(name, listener);
    });
    const end = (code) => {
      for (const stop of pass) stop();
      resolve(code);
    };
    child.on('error', (error) => {
      process.stderr.write(`${file}: ${error.message}\n`);
      end(127);
    });
    child.on('close', (code, signal) => end(code ?? 128 + (SIGNAL_NUMBERS[signal] ?? 9)));
  });
}

/** Runs a TypeScript (or JavaScript) file of this repository with Node. */
export const runNode = (args, options) =>
  run(process.execPath, ['--import', 'tsx', ...args], options);
