import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteStore } from '../store/sqlite/store.ts';
import type { Store } from '../store/types.ts';

/** What a command is given of the world. */
export interface CommandSurroundings {
  /** In milliseconds since 1970. */
  readonly now: number;
  readonly say: (line: string) => void;
}

/** Runs an operator's command on the data folder, beside a running server or without one, and ends with the code that it gives. */
export const onStore = (
  command: (
    store: Store,
    args: readonly string[],
    surroundings: CommandSurroundings,
  ) => Promise<number>,
): void => {
  const run = async (): Promise<number> => {
    const { BISIK_DATA_DIR: dataDir = './data' } = process.env;
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const store = openSqliteStore({ file: join(dataDir, 'bisik-server.db'), besideOthers: true });
    const say = (line: string): void => void process.stdout.write(`${line}\n`);
    try {
      return await command(store, process.argv.slice(2), { now: Date.now(), say });
    } finally {
      await store.close();
    }
  };
  run().then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
      process.exitCode = 1;
    },
  );
};
