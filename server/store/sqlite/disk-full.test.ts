import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isStorageFailure } from '../failures.ts';
import { addAccount, bytes, sendOf, waitingOf } from '../testing/rows.ts';
import type { StoredSend } from '../types.ts';
import { openSqliteStore } from './store.ts';

// Only root may mount; the project's check runs as root.
const mayMount = process.platform === 'linux' && process.getuid?.() === 0;

it.runIf(mayMount)(
  'refuses on a full disk, keeps what it took, and goes on once there is room',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bisik-full-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder]);
    try {
      const file = join(folder, 'store.db');
      let store = openSqliteStore({ file });
      const { device: from } = await addAccount(store);
      const { device: to } = await addAccount(store);
      const taken: number[] = [];
      let refused: StoredSend | undefined;
      for (let seq = 1; refused === undefined; seq++) {
        const send = sendOf(from, to, seq, {
          envelopes: [{ deviceRef: to.deviceRef, seq, body: bytes(40_000) }],
        });
        try {
          await store.relay.commit({ sends: [send], reserve: [] });
          taken.push(seq);
        } catch (error) {
          expect(isStorageFailure(error)).toBe(true);
          refused = send;
        }
      }
      expect(taken.length).toBeGreaterThan(3);
      expect((await waitingOf(store, to)).map(({ seq }) => seq)).toEqual(taken);
      execFileSync('mount', ['-o', 'remount,size=16m', folder]);
      expect(await store.relay.commit({ sends: [refused], reserve: [] })).toEqual(['taken']);
      expect(await store.relay.commit({ sends: [refused], reserve: [] })).toEqual([
        refused.acceptedAt,
      ]);
      await store.close();
      store = openSqliteStore({ file });
      expect((await waitingOf(store, to)).map(({ seq }) => seq)).toEqual([
        ...taken,
        taken.length + 1,
      ]);
      await store.close();
    } finally {
      execFileSync('umount', ['-l', folder]);
      rmdirSync(folder);
    }
  },
);
