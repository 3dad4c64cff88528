import { copyFileSync, mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isStorageFailure } from '../failures.ts';
import { addAccount, bytes, sendOf, waitingOf } from '../testing/rows.ts';
import type { Device, Store } from '../types.ts';
import { openSqliteStore } from './store.ts';

let folder: string;
let file: string;
let store: Store;
let from: Device;
let to: Device;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bisik-torn-'));
  file = join(folder, 'store.db');
  store = openSqliteStore({ file });
  from = (await addAccount(store)).device;
  to = (await addAccount(store)).device;
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const sizeOf = (name: string): number => statSync(name, { throwIfNoEntry: false })?.size ?? 0;

/** A copy of the running server's files with one of them cut. */
const cutCopy = (which: '' | '-wal', bytesKept: number): string => {
  const copy = join(folder, 'copy.db');
  for (const end of ['', '-wal', '-shm']) rmSync(`${copy}${end}`, { force: true });
  copyFileSync(file, copy);
  if (sizeOf(`${file}-wal`) > 0) copyFileSync(`${file}-wal`, `${copy}-wal`);
  truncateSync(`${copy}${which}`, bytesKept);
  return copy;
};

/** The sequence numbers that a copy holds, or the error that it is refused with. */
const read = async (copy: string): Promise<number[] | Error> => {
  try {
    const opened = openSqliteStore({ file: copy });
    try {
      return (await waitingOf(opened, to)).map(({ seq }) => seq);
    } finally {
      await opened.close();
    }
  } catch (error) {
    return error instanceof Error ? error : new Error('unknown');
  }
};

it('keeps what was acknowledged when the log is cut anywhere after it', async () => {
  const acknowledgedAt: number[] = [];
  for (let seq = 1; seq <= 12; seq++) {
    await store.relay.commit({
      sends: [
        sendOf(from, to, seq, {
          envelopes: [{ deviceRef: to.deviceRef, seq, body: bytes(3_000) }],
        }),
      ],
      reserve: [],
    });
    acknowledgedAt.push(sizeOf(`${file}-wal`));
  }
  const whole = sizeOf(`${file}-wal`);
  const begin = (acknowledgedAt[0] ?? 0) - 1;
  for (let kept = whole; kept >= begin; kept -= 1_777) {
    const found = await read(cutCopy('-wal', kept));
    const durable = acknowledgedAt.filter((size) => size <= kept).length;
    expect(found, `log cut to ${kept}`).toEqual(
      Array.from({ length: durable }, (_, index) => index + 1),
    );
  }
});

it.each([true, false])(
  'never serves a cut database as if it were whole (log beside it: %s)',
  async (withLog) => {
    const all = Array.from({ length: 40 }, (_, index) => index + 1);
    await store.relay.commit({
      sends: all.map((seq) =>
        sendOf(from, to, seq, {
          envelopes: [{ deviceRef: to.deviceRef, seq, body: bytes(3_000) }],
        }),
      ),
      reserve: [],
    });
    await store.close();
    store = openSqliteStore({ file });
    if (withLog) {
      all.push(41);
      await store.relay.commit({ sends: [sendOf(from, to, 41)], reserve: [] });
    }
    const whole = sizeOf(file);
    let refused = 0;
    for (let kept = 0; kept < whole; kept += 9_973) {
      const copy = cutCopy('', kept);
      // Nothing is left that could tell of a loss: an empty folder looks the same.
      if (kept === 0 && !withLog) continue;
      const found = await read(copy);
      if (found instanceof Error) {
        refused++;
        expect(isStorageFailure(found), `database cut to ${kept}: ${found.message}`).toBe(true);
      } else expect(found, `database cut to ${kept}`).toEqual(all);
    }
    expect(refused).toBeGreaterThan(10);
    expect(await read(cutCopy('', whole))).toEqual(all);
  },
);
