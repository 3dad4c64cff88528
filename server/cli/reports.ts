import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteStore } from '../store/sqlite/store.ts';
import { runReportCommand } from './report-commands.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Works on the data folder, beside a running server or without one. */
const main = async (): Promise<number> => {
  const { BISIK_DATA_DIR: dataDir = './data' } = process.env;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const store = openSqliteStore({ file: join(dataDir, 'bisik-server.db'), besideOthers: true });
  try {
    return await runReportCommand(process.argv.slice(2), {
      store: store.reports,
      now: Date.now(),
      say,
    });
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
