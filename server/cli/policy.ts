import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteStore } from '../store/sqlite/store.ts';
import { runPolicyCommand } from './policy-commands.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Works on the data folder, beside a running server or without one. */
const main = async (): Promise<number> => {
  const { BISIK_DATA_DIR: dataDir = './data' } = process.env;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const store = openSqliteStore({ file: join(dataDir, 'bisik-server.db'), besideOthers: true });
  try {
    const readFile = (path: string): string => {
      if (!existsSync(path)) throw new Error(`${path} is no file here, nor a version published.`);
      return readFileSync(path, 'utf8');
    };
    const command = { store: store.policies, now: Date.now(), readFile, say };
    return await runPolicyCommand(process.argv.slice(2), command);
  } finally {
    await store.close();
  }
};

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  },
);
