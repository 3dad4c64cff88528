import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { waitFor } from '../wait.ts';

/** A capture of all that passes over loopback. */
export interface Capture {
  /** Ends it and gives the bytes; throws when the system lost packets. */
  readonly finish: () => Promise<Buffer>;
  readonly close: () => Promise<void>;
}

/** Captures loopback whole packets into `file`. Needs to be root, at least of the namespace. */
export const startLoopbackCapture = async (file: string): Promise<Capture> => {
  const child = spawn(
    'tcpdump',
    ['-i', 'lo', '-s', '0', '-B', '65536', '-U', '-Z', 'root', '-w', file],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let said = '';
  child.stderr.on('data', (data: Buffer) => {
    said += `${data}`;
  });
  const ended = new Promise<void>((resolve, reject) => {
    child.once('close', () => resolve());
    child.once('error', reject);
  });
  const close = async () => {
    child.kill('SIGINT');
    await ended;
  };
  await Promise.race([
    waitFor(() => said.includes('listening on'), { what: 'the capture to listen' }),
    ended.then(() => {
      throw new Error(`the capture ended: ${said}`);
    }),
  ]);
  return {
    close,
    finish: async () => {
      await close();
      if (!/\b0 packets dropped by kernel/.test(said))
        throw new Error(`packets were lost: ${said}`);
      return readFile(file);
    },
  };
};
