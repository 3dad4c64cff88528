import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { waitFor } from '../wait.ts';

/** Everything of UDP and TCP that left this machine's loopback, one line a packet. */
export interface Recorder {
  readonly close: () => Promise<void>;
}

/** The environment variable that tells a run where the recorder writes. */
export const recorderLogVariable = 'BISIK_RECORDER_LOG';

/** What the planted requests ask for; nobody else names these. */
export const planted = {
  host: 'planted.bisik.test',
  /** TEST-NET-3 (RFC 5737). */
  address: '203.0.113.99',
  port: 4949,
} as const;

/** The address to which DNS and the default route of the recorded network lead. */
export const sinkAddress = '10.77.0.1';

/** Records the network device of the recorded network into a text file. */
export const startRecorder = async (logFile: string): Promise<Recorder> => {
  const { open } = await import('node:fs/promises');
  const log = await open(logFile, 'w');
  const child = spawn(
    'tcpdump',
    ['-i', 'out0', '-n', '-l', '-Z', 'root', '--immediate-mode', 'udp or tcp'],
    { stdio: ['ignore', log.fd, 'pipe'] },
  );
  const ended = new Promise<void>((resolve, reject) => {
    child.once('close', () => resolve());
    child.once('error', reject);
  });
  let said = '';
  child.stderr?.on('data', (data: Buffer) => {
    said += `${data}`;
  });
  await Promise.race([
    waitFor(() => said.includes('listening on'), { what: 'the recorder to listen' }),
    ended.then(() => {
      throw new Error(`the recorder ended: ${said}`);
    }),
  ]);
  return {
    close: async () => {
      child.kill('SIGINT');
      await ended;
      await log.close();
    },
  };
};

export interface Recorded {
  readonly planted: readonly string[];
  readonly others: readonly string[];
}

/** The lines of a recorder's log, the planted requests apart. */
export const readRecorded = async (logFile: string): Promise<Recorded> => {
  const lines = (await readFile(logFile, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  const isPlanted = (line: string) =>
    line.includes(`? ${planted.host}.`) || line.includes(`> ${planted.address}.${planted.port}:`);
  return { planted: lines.filter(isPlanted), others: lines.filter((line) => !isPlanted(line)) };
};
