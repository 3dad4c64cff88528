import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '@signalapp/sqlcipher';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isStorageFailure } from '../failures.ts';
import { recordOf } from '../testing/consent-contract.ts';
import { policyOf } from '../testing/policy-contract.ts';
import { addAccount } from '../testing/rows.ts';
import { openConnection } from './connection.ts';
import { initial } from './migrations/0001-initial.ts';
import { openSqliteStore } from './store.ts';
import { type FaultMode, type FaultPlan, openWithFault } from './testing/faults.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bisik-consent-faults-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each<FaultMode>(['failed', 'failed_but_persisted'])(
  'holds every choice that was acknowledged, once and in order, when a write %s',
  async (mode) => {
    let failures = 0;
    for (let write = 1; write <= 16; write++) {
      const file = join(folder, `${mode}-${write}.db`);
      const before = openSqliteStore({ file });
      const { device } = await addAccount(before);
      const { accountRef, deviceRef } = device;
      await before.close();
      const plan: FaultPlan = { left: write, mode, seen: 0 };
      const store = openSqliteStore({ file, open: openWithFault(plan) });
      const missed = (error: unknown) => {
        expect(isStorageFailure(error)).toBe(true);
        failures++;
      };
      await store.policies.publish(policyOf('a', 1)).catch(missed);
      await store.consent.doubtAll().catch(missed);
      let acknowledged = 0;
      for (let turn = 0; turn < 6; turn++) {
        // As the module does: what is there is read again after a failure.
        const order = (await store.consent.records(accountRef, 0, 100)).length + 1;
        const pair = [recordOf(order), recordOf(order + 1)];
        await store.consent.append(accountRef, pair).then(() => {
          acknowledged = order + 1;
        }, missed);
      }
      await store.consent.confirm(accountRef, deviceRef, 9).catch(missed);
      await store.close();
      const again = openSqliteStore({ file });
      const records = await again.consent.records(accountRef, 0, 100);
      expect(records.length).toBeGreaterThanOrEqual(acknowledged);
      expect(records).toEqual(records.map((_, index) => recordOf(index + 1)));
      expect(records.length % 2).toBe(0);
      await again.close();
    }
    expect(failures).toBeGreaterThan(10);
  },
  60_000,
);

it('refuses to alter or remove a published version, whoever asks', async () => {
  const file = join(folder, 'policies.db');
  const store = openSqliteStore({ file });
  await store.policies.publish(policyOf('a', 1));
  await store.close();
  const database = new Database(file);
  expect(() => database.exec("UPDATE policies SET document = '{}'")).toThrow('never altered');
  expect(() => database.exec('DELETE FROM policies')).toThrow('never removed');
  database.close();
});

it('changes no older database that another program may have open', async () => {
  const file = join(folder, 'older.db');
  const connection = openConnection(file);
  for (const statement of initial.statements) connection.exec(statement);
  connection.exec('PRAGMA user_version = 1');
  connection.close();
  expect(() => openSqliteStore({ file, besideOthers: true })).toThrow('Start this version');
  await openSqliteStore({ file }).close();
  await openSqliteStore({ file, besideOthers: true }).close();
});
