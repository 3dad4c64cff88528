import { Worker, type WorkerOptions } from 'node:worker_threads';
import type { DeriveKey } from './passphrase.ts';
import type { Argon2Parameters } from './vault-file.ts';

export interface Argon2Job {
  readonly passphrase: string;
  readonly parameters: Argon2Parameters;
}

/** Where the worker's program is, asked only when a passphrase has to be derived. */
export type WorkerProgram = () => Promise<{ source: string | URL; options?: WorkerOptions }>;

/** Derives off the main thread, one short-lived worker each time. */
export const createArgon2Thread =
  (program: WorkerProgram): DeriveKey =>
  async (passphrase, parameters) => {
    const { source, options } = await program();
    const job: Argon2Job = { passphrase, parameters };
    return await new Promise((resolve, reject) => {
      const worker = new Worker(source, { ...options, workerData: job });
      worker.once('message', (key: Uint8Array) => {
        resolve(key);
        void worker.terminate();
      });
      worker.once('error', reject);
      worker.once('exit', (code) => reject(new Error(`the derivation ended with ${code}`)));
    });
  };
