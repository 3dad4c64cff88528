import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { leafHash, rootOf } from '../../../contract/transparency/hashing.ts';
import { entriesOf } from '../testing/log-contract.ts';
import { hashOf } from '../testing/rows.ts';
import { openSqliteStore } from './store.ts';
import { type FaultMode, type FaultPlan, openWithFault } from './testing/faults.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bisik-log-faults-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const modes: readonly FaultMode[] = ['failed', 'failed_but_persisted'];

it.each(modes)(
  'never holds two roots for a size, nor a gap, when a write %s',
  async (mode) => {
    const entries = entriesOf(40);
    for (let write = 1; write <= 60; write++) {
      const file = join(folder, `${mode}-${write}.db`);
      const before = openSqliteStore({ file });
      await before.log.append(entriesOf(250, 'before'));
      await before.close();
      const plan: FaultPlan = { left: write, mode, seen: 0 };
      const store = openSqliteStore({ file, open: openWithFault(plan) });
      const signed = new Map<number, string>();
      for (let at = 0; at < entries.length; at += 4) {
        await store.log.append(entries.slice(at, at + 4)).catch(() => undefined);
        const head = await store.log.head();
        const text = Buffer.from(head.root).toString('hex');
        const kept = await store.log.sign(head, text).catch(() => false);
        if (!kept) continue;
        expect(signed.get(head.size) ?? text).toBe(text);
        signed.set(head.size, text);
      }
      expect(plan.seen).toBeGreaterThan(60);
      await store.close();
      const again = openSqliteStore({ file });
      const head = await again.log.head();
      const all = await again.log.entries(1, 0, 1_000);
      expect(all).toHaveLength(head.size);
      expect(Buffer.from(head.root)).toEqual(Buffer.from(rootOf(all.map(leafHash))));
      for (const [size, text] of signed) {
        expect(Buffer.from(rootOf(all.slice(0, size).map(leafHash))).toString('hex')).toBe(text);
        expect((await again.log.findSigned(1, size))?.note).toBe(text);
        expect(await again.log.sign({ epoch: 1, size, root: hashOf('x') }, 'x')).toBe(false);
      }
      await again.close();
    }
  },
  60_000,
);
