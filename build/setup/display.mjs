import { spawn } from 'node:child_process';
import { say } from './say.mjs';

/** Whether this machine can show a window as it is. */
export const hasDisplay = ({ env = process.env, platform = process.platform } = {}) =>
  platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);

const START_TIMEOUT_MS = 10_000;

/**
 * Starts Xvfb on a display number that it picks itself (`-displayfd`).
 * Gives the DISPLAY value and a close() that ends it.
 */
export function startDisplay({ size = '1600x1000x24' } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(
      'Xvfb',
      ['-displayfd', '3', '-screen', '0', size, '-nolisten', 'tcp', '-noreset'],
      {
        stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
        // Its own group: Ctrl-C reaches us first, and windows close before their display goes.
        detached: true,
      },
    );
    const timer = setTimeout(() => {
      child.kill();
      reject(new Error('Xvfb did not start'));
    }, START_TIMEOUT_MS);
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(new Error(`Xvfb did not start: ${error.message}`));
    });
    child.stdio[3].once('data', (data) => {
      clearTimeout(timer);
      const display = `:${`${data}`.trim()}`;
      say(`No display here: started Xvfb on ${display}`);
      child.unref();
      child.stdio[3].unref?.();
      resolve({ display, close: () => child.kill() });
    });
  });
}
