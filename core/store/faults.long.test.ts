import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStore } from './index.ts';
import { inconsistencies } from './testing/consistency.ts';
import { putSnapshot, type Snapshot, spoil, takeSnapshot } from './testing/files.ts';
import {
  addChat,
  chatId,
  createFolder,
  messageId,
  openWorking,
  optionsIn,
  textMessage,
} from './testing/sample.ts';
import { prepare, type WritePoint, writePoints } from './testing/write-points.ts';
import type { StoreOptions } from './types.ts';

let folder: ReturnType<typeof createFolder>;
let options: StoreOptions;

beforeEach(() => {
  folder = createFolder();
  options = optionsIn(folder.path);
});
afterEach(() => folder.remove());

/** The files before the write, all acknowledged, and right after it, both as a crash would leave them. */
const filesAround = async (point: WritePoint): Promise<{ before: Snapshot; after: Snapshot }> => {
  const store = await openWorking(options);
  addChat(store, 1);
  prepare(store);
  const before = takeSnapshot(options.file);
  point.write(store);
  expect(point.done(store)).toBe(true);
  const after = takeSnapshot(options.file);
  await store.close();
  return { before, after };
};

/** Opens the files as found; the acknowledged part must be there, and the write whole or absent. */
const expectWholeOrAbsent = async (snapshot: Snapshot, point: WritePoint): Promise<boolean> => {
  const place = createFolder();
  try {
    const found = putSnapshot(snapshot, place.path, options);
    const { store, opened } = await openStore(found);
    if (store === null) throw new Error(`did not open: ${JSON.stringify(opened)}`);
    expect(opened.state).toBe('ok');
    const done = point.done(store);
    expect(done).not.toBe('partly');
    expect(store.messages.get(chatId(1), messageId(3))).not.toBeNull();
    // Whoever was told that it failed does it again.
    point.write(store);
    expect(point.done(store)).toBe(true);
    await store.close();
    expect(inconsistencies(found)).toEqual([]);
    return done === true;
  } finally {
    place.remove();
  }
};

describe.each(writePoints)('$name', (point) => {
  test('failed but persisted: doing it again doubles nothing', async () => {
    const { after } = await filesAround(point);
    expect(await expectWholeOrAbsent(after, point)).toBe(true);
  });

  test('torn: the WAL cut at many places', async () => {
    const { before, after } = await filesAround(point);
    const from = before.wal?.length ?? 0;
    const wal = after.wal ?? new Uint8Array();
    expect(wal.length).toBeGreaterThan(from);
    const cuts = [from, from + 1, from + 24, from + 30, wal.length - 4_096, wal.length - 1];
    for (let cut = from; cut < wal.length; cut += Math.max(1, (wal.length - from) >> 3))
      cuts.push(cut);
    for (const cut of cuts)
      expect(await expectWholeOrAbsent({ ...after, wal: wal.subarray(0, cut) }, point)).toBe(false);
  });

  test('torn: the last part of the WAL is noise', async () => {
    const { before, after } = await filesAround(point);
    const from = before.wal?.length ?? 0;
    const wal = spoil(after.wal ?? new Uint8Array(), from + 40, 1e9);
    expect(await expectWholeOrAbsent({ ...after, wal }, point)).toBe(false);
  });

  test('torn: a checkpoint that wrote only a part of the database', async () => {
    const { after } = await filesAround(point);
    // `filesAround` closed the store, which wrote the WAL into the database.
    const complete = takeSnapshot(options.file).database;
    for (const part of [0, 1, 4_096, 4_096 * 7 + 100, complete.length - 1]) {
      const database = Buffer.from(complete);
      database.set(after.database.subarray(part), Math.min(part, after.database.length));
      const cut = database.subarray(0, Math.max(part, after.database.length));
      expect(await expectWholeOrAbsent({ database: cut, wal: after.wal }, point)).toBe(true);
    }
  });
});

describe('damage within acknowledged parts of the WAL', () => {
  const acknowledge = async (): Promise<Snapshot> => {
    const store = await openWorking(options);
    addChat(store, 1);
    for (let number = 1; number <= 20; number++) store.messages.add([textMessage(number)]);
    const snapshot = takeSnapshot(options.file);
    await store.close();
    return snapshot;
  };

  test.each([0, 12, 18, 26, 32 + 8, 32 + 4_120 * 3 + 500, 32 + 4_120 * 20 + 3])(
    'at byte %i: told, and what follows is kept',
    async (at) => {
      const { database, wal } = await acknowledge();
      const place = createFolder();
      const spoiled = spoil(wal ?? new Uint8Array(), at, 2);
      const found = putSnapshot({ database, wal: spoiled }, place.path, options);
      const { store, opened } = await openStore(found);
      if (store === null) throw new Error(`did not open: ${JSON.stringify(opened)}`);
      expect(opened.state).toBe('salvaged');
      expect(opened.kept?.messages).toBeGreaterThanOrEqual(19);
      expect(store.messages.get(chatId(1), messageId(20))).not.toBeNull();
      await store.close();
      expect(inconsistencies(found).filter((what) => !what.startsWith('unread'))).toEqual([]);
      place.remove();
    },
  );
});

// Only root may mount; the project's check runs as root.
const canMount = process.platform === 'linux' && process.getuid?.() === 0;

describe.runIf(canMount)('a full disk', () => {
  let disk: string;
  beforeEach(() => {
    disk = createFolder().path;
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]);
    options = optionsIn(disk);
  });
  afterEach(() => {
    execFileSync('umount', [disk]);
    rmSync(disk, { recursive: true });
  });

  test.each(writePoints)('$name: told, rolled back, and done once there is room', async (point) => {
    const store = await openWorking(options);
    addChat(store, 1);
    prepare(store);
    const filler = `${disk}/filler`;
    try {
      writeFileSync(filler, new Uint8Array(1 << 20));
    } catch {
      // Full is what it is for.
    }
    expect(() => point.write(store)).toThrow(expect.objectContaining({ code: 'store_disk_full' }));
    expect(point.done(store)).toBe(false);
    expect(() => point.write(store)).toThrow(expect.objectContaining({ code: 'store_disk_full' }));
    rmSync(filler);
    point.write(store);
    expect(point.done(store)).toBe(true);
    await store.close();
    expect(inconsistencies(options)).toEqual([]);
  });

  test('a burst until it is full: what was acknowledged is there after reopening', async () => {
    const store = await openWorking(options);
    addChat(store, 1);
    let acknowledged = 0;
    const burst = () => {
      for (;;) {
        const batch = Array.from({ length: 10 }, (_, index) =>
          textMessage(acknowledged + index, { text: 'panjang '.repeat(40) }),
        );
        store.messages.add(batch);
        acknowledged += batch.length;
      }
    };
    expect(burst).toThrow(expect.objectContaining({ code: 'store_disk_full' }));
    expect(acknowledged).toBeGreaterThan(50);
    await store.close();
    const again = await openWorking(options);
    expect(again.chats.unreadTotal()).toBe(acknowledged);
    expect(again.messages.get(chatId(1), messageId(acknowledged - 1))).not.toBeNull();
    expect(again.messages.get(chatId(1), messageId(acknowledged))).toBeNull();
    await again.close();
  });

  test('no room for a new database: told, nothing left in its place', async () => {
    writeFileSync(`${disk}/filler`, new Uint8Array((1 << 20) - 65_536));
    const { opened } = await openStore(options);
    expect(opened).toMatchObject({ state: 'failed', problem: { code: 'store_disk_full' } });
    rmSync(`${disk}/filler`);
    const store = await openWorking(options);
    await store.close();
  });
});
