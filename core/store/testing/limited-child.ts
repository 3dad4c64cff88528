import { execFileSync } from 'node:child_process';
import { statSync, writeSync } from 'node:fs';
import { isCodedError } from '../../../contract/errors/coded-error.ts';
import { addChat, openWorking, sampleKey } from './sample.ts';
import { prepare, writePoints } from './write-points.ts';

/**
 * Lets every write of one write point fail by a limit on the size of files, then lifts the limit and writes again. Says what happened as
 * one line of JSON: the code of the failure, whether anything of the write was there, and whether it was done at last.
 */
const [file = '', name = ''] = process.argv.slice(2);
const point = writePoints.find((candidate) => candidate.name === name);
if (point === undefined) throw new Error(`no write point ${name}`);
// Without a listener the signal of the limit would end the process.
process.on('SIGXFSZ', () => undefined);
const limit = (bytes: number | 'unlimited'): void => {
  execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:unlimited`]);
};

const store = await openWorking({ file, key: sampleKey, clock: { now: Date.now } });
addChat(store, 1);
prepare(store);
limit(statSync(`${file}-wal`).size + 100);
let code: string | undefined;
try {
  point.write(store);
} catch (error) {
  code = isCodedError(error) ? error.code : 'uncoded';
}
const doneWhileFailing = point.done(store);
limit('unlimited');
point.write(store);
const doneAtLast = point.done(store);
writeSync(1, `${JSON.stringify({ code, doneWhileFailing, doneAtLast })}\n`);
process.kill(process.pid, 'SIGKILL');
