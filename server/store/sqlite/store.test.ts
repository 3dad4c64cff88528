import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '@signalapp/sqlcipher';
import { expect, it } from 'vitest';
import { testLabelKeys as labelKeys } from '../testing/label-keys.ts';
import { addAccount, fakeDeviceKeys, routeOf, sendOf } from '../testing/rows.ts';
import { storeContract } from '../testing/store-contract.ts';
import { openSqliteStore } from './store.ts';
import { dumpTables } from './testing/dump.ts';

const temporary = (): string => mkdtempSync(join(tmpdir(), 'bisik-store-'));

const under = (sendGeneration: number) => async () => {
  const folder = temporary();
  const file = join(folder, 'store.db');
  return {
    open: async () => openSqliteStore({ file, sendGeneration, labelKeys }),
    dump: async () => dumpTables(file),
    discard: async () => rmSync(folder, { recursive: true, force: true }),
  };
};

storeContract('SQLite store', under(65_536));
// So small that ids move from the log to their table all the time.
storeContract('SQLite store with a short log', under(2));

it('counts what the devices of one account sent as one sender, and who is gone as nobody', async () => {
  const folder = temporary();
  const file = join(folder, 'store.db');
  const before = openSqliteStore({ file });
  // So that no account has the row number of its device.
  await before.accounts.remove((await addAccount(before)).device.accountRef);
  const { device: first, ...owner } = await addAccount(before);
  const { device: renewed } = await addAccount(before, {
    number: owner.number,
    identityKey: owner.identityKey,
    proof: first,
    device: fakeDeviceKeys({ registrationId: 222 }),
  });
  const { device: to } = await addAccount(before);
  await before.close();
  const database = new Database(file);
  database.exec(`INSERT INTO devices SELECT 50, account_ref, 2, registration_id, token_hash, signing_key,
    signing_key_signature, signed_pre_key, last_resort_kyber_pre_key, created_at, NULL, NULL, NULL
    FROM devices WHERE ref = ${renewed.deviceRef}`);
  database.close();
  const store = openSqliteStore({ file });
  const from = [renewed, { ...renewed, deviceRef: 50 }, { ...renewed, deviceRef: 99 }];
  const sends = from.map((device, index) => sendOf(device, to, index + 1));
  await store.relay.commit({ sends, reserve: [] });
  const shares = [
    { sender: 0, count: 1, bytes: 100 },
    { sender: renewed.accountRef, count: 2, bytes: 200 },
  ];
  expect((await routeOf(store, to.accountId))?.waiting).toEqual(shares);
  const acks = [{ deviceRef: to.deviceRef, throughSeq: 3 }];
  expect(await store.relay.acknowledge(acks)).toEqual([shares]);
  await store.close();
  rmSync(folder, { recursive: true });
});

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

// Windows has no modes; there the folder of the person who runs the server is what closes it.
it.runIf(process.platform !== 'win32')('is closed to others on this computer', () => {
  const folder = temporary();
  chmodSync(folder, 0o755);
  const file = join(folder, 'store.db');
  const store = openSqliteStore({ file });
  const modes = ['', '-wal', '-shm'].map((suffix) => statSync(file + suffix).mode & 0o777);
  expect(modes).toEqual([0o600, 0o600, 0o600]);
  return store.close().then(() => rmSync(folder, { recursive: true }));
});
