import { parentPort, workerData } from 'node:worker_threads';
import { deriveWithArgon2 } from './argon2.ts';
import type { Argon2Job } from './argon2-thread.ts';

// A worker's whole life is one derivation: its memory, with the passphrase in it, goes when it ends.
const { passphrase, parameters } = workerData as Argon2Job;
void deriveWithArgon2(passphrase, parameters).then((key) => parentPort?.postMessage(key));
