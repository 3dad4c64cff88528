import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareRecordedNetwork } from './support/network/recorded-network.ts';
import { readRecorded, recorderFileVariable, startRecorder } from './support/network/recorder.ts';
import { projectRoot } from './support/paths.ts';
import { runToEnd } from './support/run-to-end.ts';

// Inside the namespaces that main.ts made: sets the network up, records what leaves it, runs Playwright, and fails the
// run for every packet to another host. The packets that the specs plant prove that the recorder sees; they are apart.

const folder = await mkdtemp(join(tmpdir(), 'bisik-recorder-'));
const file = join(folder, 'packets');
prepareRecordedNetwork(folder);
const recorder = await startRecorder(file);
const code = await runToEnd(
  process.execPath,
  [
    join(projectRoot, 'node_modules', '@playwright', 'test', 'cli.js'),
    'test',
    '-c',
    join(import.meta.dirname, 'playwright.config.ts'),
    ...process.argv.slice(2),
  ],
  { ...process.env, [recorderFileVariable]: file },
);
await recorder.close();
const { planted, others } = await readRecorded(file);
await rm(folder, { recursive: true, force: true });
process.stdout.write(
  others.length === 0
    ? `no other host: nothing left this machine (${planted.length} planted packets seen)\n`
    : `no other host: FAILED, these left for somewhere:\n${others.slice(0, 40).join('\n')}\n`,
);
process.exitCode = others.length === 0 ? code : code || 1;
