import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { leafHash, rootOf } from '../../../contract/transparency/hashing.ts';
import { accountLabel } from '../../../contract/transparency/keys/entry.ts';
import { provePath } from '../../../contract/transparency/keys/map.ts';
import { linkAll } from '../../../contract/transparency/keys/testing/link-all.ts';
import { naiveMapRoot } from '../../../contract/transparency/keys/testing/naive-map.ts';
import { ownerOf } from '../testing/key-label-contract.ts';
import { testLabelKeys as labelKeys } from '../testing/label-keys.ts';
import { addAccount } from '../testing/rows.ts';
import type { Device, Store } from '../types.ts';
import { openSqliteStore } from './store.ts';
import { type FaultMode, type FaultPlan, openWithFault } from './testing/faults.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bisik-key-map-faults-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const stateOf = async (store: Store, { accountId }: Device) => {
  const at = await store.keyLog.head();
  const found = await store.keyMap.lookUp(accountId, at, 0, 100);
  const proved = found && provePath(accountLabel(accountId), found.path);
  if (!found || !proved) throw new Error('nothing was proved');
  expect(Buffer.from(proved.root)).toEqual(Buffer.from(found.head.root));
  const commitments = found.versions.map(({ commitment }) => commitment);
  if (proved.leaf)
    expect(Buffer.from(linkAll(found.chain, commitments) ?? [])).toEqual(
      Buffer.from(proved.leaf.chain),
    );
  return { leaf: proved.leaf, last: found.versions.at(-1)?.opening?.state ?? null, found };
};

const modes: readonly FaultMode[] = ['failed', 'failed_but_persisted'];

it.each(modes)(
  'says of every account what its table says, when a write %s',
  async (mode) => {
    for (let write = 1; write <= 90; write += 3) {
      const file = join(folder, `${mode}-${write}.db`);
      const plan: FaultPlan = { left: -1, mode, seen: 0 };
      const store = openSqliteStore({ file, open: openWithFault(plan) });
      const devices: Device[] = [];
      for (let count = 0; count < 4; count++) {
        if (count === 2) plan.left = write;
        const added = await addAccount(store, { findable: false }).catch(() => null);
        if (added) devices.push(added.device);
        const first = devices[0];
        if (count === 3 && first) await store.accounts.remove(first.accountRef).catch(() => null);
      }
      await store.close().catch(() => undefined);
      const again = openSqliteStore({ file });
      const leaves = [];
      for (const device of devices) {
        const { leaf, last, found } = await stateOf(again, device);
        const account = await again.accounts.get(device.accountRef);
        expect(last?.identityKey ?? null).toBe(account?.identityKey ?? null);
        if (leaf) leaves.push(leaf);
        // Accounts whose answer alone was lost are in the map, too.
        if (leaves.length === 4) expect(naiveMapRoot(leaves)).toEqual(Buffer.from(found.head.root));
      }
      const head = await again.keyLog.head();
      const all = await again.keyLog.entries(1, 0, 1_000);
      expect(all).toHaveLength(head.size);
      expect(Buffer.from(head.root)).toEqual(Buffer.from(rootOf(all.map(leafHash))));
      await again.close();
    }
  },
  120_000,
);

it.each(modes)(
  'leads by a number or username to whom the tables say, when a write %s',
  async (mode) => {
    for (let write = 1; write <= 140; write += 5) {
      const file = join(folder, `labels-${mode}-${write}.db`);
      const plan: FaultPlan = { left: -1, mode, seen: 0 };
      const store = openSqliteStore({ file, labelKeys, open: openWithFault(plan) });
      const { device, number } = await addAccount(store);
      const other = await addAccount(store);
      plan.left = write;
      const { accountRef } = device;
      const quietly = (work: Promise<unknown>) => work.catch(() => undefined);
      await quietly(store.accounts.setUsername(accountRef, 'aisyah.42'));
      await quietly(store.accounts.setFindable(accountRef, false));
      await quietly(store.accounts.setUsername(accountRef, 'aisyah.43'));
      await quietly(store.accounts.setFindable(accountRef, true));
      await quietly(store.accounts.remove(other.device.accountRef));
      await store.close().catch(() => undefined);
      const again = openSqliteStore({ file, labelKeys });
      for (const value of [number, other.number])
        expect(await ownerOf(again, 'number', value)).toBe(
          await again.accounts.findByNumber(value),
        );
      for (const value of ['aisyah.42', 'aisyah.43'])
        expect(await ownerOf(again, 'username', value)).toBe(
          await again.accounts.findByUsername(value),
        );
      await again.close();
    }
  },
  120_000,
);
