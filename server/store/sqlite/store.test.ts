import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '@signalapp/sqlcipher';
import { expect, it } from 'vitest';
import { storeContract } from '../testing/store-contract.ts';
import { openSqliteStore } from './store.ts';
import { dumpTables } from './testing/dump.ts';

const temporary = (): string => mkdtempSync(join(tmpdir(), 'bisik-store-'));

const under = (sendGeneration: number) => async () => {
  const folder = temporary();
  const file = join(folder, 'store.db');
  return {
    open: async () => openSqliteStore({ file, sendGeneration }),
    dump: async () => dumpTables(file),
    discard: async () => rmSync(folder, { recursive: true, force: true }),
  };
};

storeContract('SQLite store', under(65_536));
// So small that ids move from the log to their table all the time.
storeContract('SQLite store with a short log', under(2));

it('refuses a file of a newer program and leaves it as it is', () => {
  const folder = temporary();
  const file = join(folder, 'store.db');
  const newer = new Database(file);
  newer.exec('CREATE TABLE later (x); PRAGMA user_version = 99');
  newer.close();
  expect(() => openSqliteStore({ file })).toThrow(/format 99/);
  expect(dumpTables(file)).toContain('later');
  rmSync(folder, { recursive: true });
});

it('syncs every commit to the disk', async () => {
  const folder = temporary();
  const { openConnection } = await import('./connection.ts');
  const connection = openConnection(join(folder, 'store.db'));
  expect(connection.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
  expect(connection.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
  connection.close();
  rmSync(folder, { recursive: true });
});

it('syncs again after an acknowledgement, which does not, also one that failed', async () => {
  const folder = temporary();
  const { openConnection } = await import('./connection.ts');
  const { openWithFault } = await import('./testing/faults.ts');
  const plan = { left: -1, mode: 'failed' as const, seen: 0 };
  let connection: ReturnType<typeof openConnection> | undefined;
  const open = (file: string) => {
    connection = openWithFault(plan)(file);
    return connection;
  };
  const store = openSqliteStore({ file: join(folder, 'store.db'), open });
  const level = () => connection?.prepare('PRAGMA synchronous').get();
  await store.relay.acknowledge([{ deviceRef: 1, throughSeq: 1 }]);
  expect(level()).toEqual({ synchronous: 2 });
  plan.left = 1;
  await expect(store.relay.acknowledge([{ deviceRef: 1, throughSeq: 1 }])).rejects.toThrow('I/O');
  expect(level()).toEqual({ synchronous: 2 });
  await store.close();
  rmSync(folder, { recursive: true });
});

it.skipIf(process.platform === 'win32')('is closed to others on this computer', () => {
  const folder = temporary();
  chmodSync(folder, 0o755);
  const file = join(folder, 'store.db');
  const store = openSqliteStore({ file });
  const modes = ['', '-wal', '-shm'].map((suffix) => statSync(file + suffix).mode & 0o777);
  expect(modes).toEqual([0o600, 0o600, 0o600]);
  return store.close().then(() => rmSync(folder, { recursive: true }));
});
