import { mkdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { endWith, runProgram } from '../shared/run-program.ts';
import { parseServerKeys, type ServerKeys } from './door.ts';
import { moods, toManners } from './manners.ts';
import { serveAffiliate } from './serve.ts';

/** `-`: the first line of standard input. Whoever starts server and sandbox knows the key only once the server runs. */
const readServerKeys = (text: string): ServerKeys | Promise<ServerKeys> => {
  if (text !== '-') return parseServerKeys(text);
  const keys = new Promise<string>((resolve) => {
    createInterface({ input: process.stdin })
      .once('line', resolve)
      .once('close', () => resolve(''));
  }).then(parseServerKeys);
  keys.catch(endWith);
  return keys;
};

const start = async () => {
  const {
    BISIK_SANDBOX_DATA_DIR: dataDir = './affiliate-data',
    BISIK_SANDBOX_DELAY_MS: delayMs = '3000',
    BISIK_SANDBOX_HOST: host = '127.0.0.1',
    BISIK_SANDBOX_MOOD: mood = 'well',
    BISIK_SANDBOX_NAME: name = 'Sanubari',
    BISIK_SANDBOX_PORT: port = '7491',
    BISIK_SANDBOX_SERVER_KEY: serverKeys = '',
  } = process.env;
  const manners = toManners(mood, delayMs);
  if (manners === null)
    throw new Error(
      `BISIK_SANDBOX_MOOD is one of ${Object.keys(moods).join(', ')}; BISIK_SANDBOX_DELAY_MS at most 600000`,
    );
  const keys = readServerKeys(serverKeys);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const server = await serveAffiliate({
    dataDir,
    name,
    serverKeys: keys,
    host,
    port: Number(port),
    manners,
    now: () => Date.now(),
  });
  process.stdout.write(`${server.url}\n`);
  return server;
};

runProgram(start);
