import { mkdirSync } from 'node:fs';
import {
  formatVerifierKey,
  parseVerifierKey,
  type VerifierKey,
} from '../../contract/transparency/verifier-key.ts';
import { runProgram } from '../shared/run-program.ts';
import { serveWitness } from './serve.ts';
import { openWitness } from './witness.ts';

const logsOf = (text: string): readonly VerifierKey[] =>
  text
    .split(/[\s;]+/)
    .filter((part) => part !== '')
    .map((part) => {
      const key = parseVerifierKey(part);
      if (key === null) throw new Error(`BISIK_WITNESS_LOGS: not a verifier key: ${part}`);
      return key;
    });

const start = async () => {
  const {
    BISIK_WITNESS_DATA_DIR: dataDir = './witness-data',
    BISIK_WITNESS_HOST: host = '127.0.0.1',
    BISIK_WITNESS_LOGS: logs = '',
    BISIK_WITNESS_NAME: name = 'witness.example/local',
    BISIK_WITNESS_PORT: port = '7490',
  } = process.env;
  if (logs.trim() === '')
    throw new Error(
      'BISIK_WITNESS_LOGS: say whose log to witness. GET /v1/log of a server tells its verifierKey.',
    );
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const witness = openWitness({ dataDir, name, logs: logsOf(logs), now: () => Date.now() });
  const server = await serveWitness(witness, host, Number(port));
  process.stdout.write(`${server.url} ${formatVerifierKey(witness.key)}\n`);
  return server;
};

runProgram(start);
