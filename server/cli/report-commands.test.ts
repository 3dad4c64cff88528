import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openSqliteStore } from '../store/sqlite/store.ts';
import { addAccount } from '../store/testing/rows.ts';
import type { Store } from '../store/types.ts';
import { runReportCommand } from './report-commands.ts';

let folder: string;
let store: Store;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bisik-reports-'));
  store = openSqliteStore({ file: join(folder, 'bisik-server.db') });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const run = async (...args: string[]) => {
  const lines: string[] = [];
  const code = await runReportCommand(args, {
    store: store.reports,
    now: 5_000,
    say: (line) => lines.push(line),
  });
  return { code, text: lines.join('\n') };
};

const ids = ['aaaaaaaa-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000002'];
const addReports = async () => {
  const { device: reporter } = await addAccount(store);
  const { device: other } = await addAccount(store);
  for (const [index, id] of ids.entries())
    await store.reports.add(
      {
        id,
        reporter: reporter.accountRef,
        about: other.accountId,
        note: index === 0 ? '' : 'Dia minta wang',
        messages: [{ messageId: id, sentAt: 1_000, text: `ancaman\u001b[31m ${index}\nbaris dua` }],
        receivedAt: 2_000 + index,
      },
      50,
    );
  return { reporter, other };
};

it('lists what is open, the newest first, shows one and closes it', async () => {
  expect((await run('list')).text).toBe('No report is open.');
  const { reporter, other } = await addReports();
  const listed = (await run('list')).text.split('\n');
  expect(listed).toHaveLength(2);
  expect(listed[0]).toContain('1970-01-01T00:00:02.001Z  open');
  const shown = await run('show', ids[1] ?? '');
  expect(shown.text).toContain(`about     ${other.accountId}`);
  expect(shown.text).toContain(`from      ${reporter.accountId}`);
  expect(shown.text).toContain('Dia minta wang');
  expect(shown.text).toContain('The server cannot check it');
  expect(shown.text).not.toContain('\u001b');
  expect(await run('close', ids[1] ?? '')).toMatchObject({ code: 0 });
  expect((await run('close', ids[1] ?? '')).text).toContain('was closed before');
  expect((await run('list')).text.split('\n')).toHaveLength(1);
  expect((await run('list', 'all')).text).toContain('closed');
});

it('says so when no report, or more than one, is meant', async () => {
  await addReports();
  for (const id of ['aaaaaaaa', 'bbbbbbbb', '%', '']) {
    const { code, text } = await run('show', id);
    expect(code).toBe(1);
    expect(text).toContain('No report, or more than one');
  }
  expect((await run('show')).code).toBe(2);
  expect((await run('list', 'more')).code).toBe(2);
});

it('names people who have no account any more', async () => {
  const { other } = await addReports();
  await store.accounts.remove(other.accountRef);
  expect((await run('show', ids[0] ?? '')).text).toContain('(no account any more)');
});

it('works on the data folder while somebody has it open', async () => {
  await addReports();
  const main = join(import.meta.dirname, 'reports.ts');
  const env = { PATH: process.env.PATH, BISIK_DATA_DIR: folder };
  const { status, stdout } = spawnSync(process.execPath, ['--import', 'tsx', main, 'list'], {
    env,
  });
  expect([status, String(stdout).trim().split('\n').length]).toEqual([0, 2]);
});
