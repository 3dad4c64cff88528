import { mkdirSync } from 'node:fs';
import { runProgram } from '../shared/run-program.ts';
import { parseServerKeys } from './door.ts';
import { moods, toManners } from './manners.ts';
import { serveAffiliate } from './serve.ts';

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
  const keys = parseServerKeys(serverKeys);
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
