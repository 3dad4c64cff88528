import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { serverConsoleLineSchema } from '../../../contract/local/launcher.ts';
import { chunkOf, hexOf, transfersOf } from '../../testing/chunks.ts';
import { makeProgram } from '../../testing/program.ts';
import { register, testNumber } from '../../testing/test-client.ts';

let dataDir: string;
let program: { folder: string; file: string };
let child: ChildProcess | undefined;
const codes = new Map<string, string>();
beforeAll(async () => {
  program = await makeProgram('main.ts');
  dataDir = mkdtempSync(join(tmpdir(), 'bisik-killed-'));
});
afterAll(async () => {
  await kill();
  for (const folder of [program.folder, dataDir]) rmSync(folder, { recursive: true, force: true });
});

const kill = async (): Promise<void> => {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
};

const start = (): Promise<string> => {
  const started = spawn(process.execPath, [program.file], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH,
      BISIK_PORT: '0',
      BISIK_DATA_DIR: dataDir,
      BISIK_LOG_LEVEL: 'silent',
    },
  });
  child = started;
  return new Promise((resolve, reject) => {
    started.once('exit', () => reject(new Error('the server ended')));
    createInterface({ input: started.stdout }).on('line', (text) => {
      const line = serverConsoleLineSchema.parse(JSON.parse(text));
      if (line.kind === 'listening') resolve(line.url);
      else codes.set(line.number, line.code);
    });
  });
};

const length = 300_000;

it('has every chunk that it acknowledged, whole, and goes on, wherever it is killed', async () => {
  const url = await start();
  const account = await register(
    {
      url,
      dataDir,
      port: 0,
      logLines: [],
      close: kill,
      lastCode: (number) => codes.get(number) ?? '',
    },
    testNumber(1),
  );
  let present = transfersOf(url, account);
  const id = await present.open();
  let acknowledged = 0;
  let taken = 0;
  for (let round = 0; round < 4; round++) {
    const before = acknowledged;
    let dying: Promise<void> | undefined;
    try {
      for (;;) {
        await present.put(id, acknowledged, chunkOf(acknowledged, length));
        acknowledged++;
        if (acknowledged - before === 3)
          dying = new Promise((resolve) => setTimeout(resolve, round * 7)).then(kill);
        if (acknowledged % 4 !== 0) continue;
        await present.take(id, acknowledged - 2);
        taken = acknowledged - 2;
      }
    } catch (error) {
      if (dying === undefined) throw error;
      await dying;
    }
    present = transfersOf(await start(), account);
    const progress = await present.describe(id);
    // What was being done when it died may have been done.
    expect([acknowledged, acknowledged + 1]).toContain(progress.put);
    expect(progress.taken).toBeGreaterThanOrEqual(taken);
    for (let index = progress.taken; index < progress.put; index++)
      expect(await present.get(id, index)).toBe(hexOf(chunkOf(index, length)));
    const names = readdirSync(join(dataDir, 'transfers', id));
    expect(names).toHaveLength(progress.put - progress.taken + 1);
  }
  await present.close(id);
  expect(readdirSync(join(dataDir, 'transfers'))).toEqual([]);
});
