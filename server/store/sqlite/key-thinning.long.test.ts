import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  distinguishedHeads,
  firstHead,
  type HeadRange,
  monitoringWindowMs,
} from '../../../contract/transparency/keys/distinguished.ts';
import { accountLabel } from '../../../contract/transparency/keys/entry.ts';
import { provePath } from '../../../contract/transparency/keys/map.ts';
import { createTestClock, type TestClock } from '../../testing/test-clock.ts';
import { testLabelKeys as labelKeys } from '../testing/label-keys.ts';
import { addAccount, base64, fakeDeviceKeys, hashOf } from '../testing/rows.ts';
import type { Device, Store } from '../types.ts';
import { openConnection } from './connection.ts';
import { openSqliteStore } from './store.ts';
import { type FaultMode, type FaultPlan, openWithFault } from './testing/faults.ts';

const hourMs = 3_600_000;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bisik-key-thinning-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const presentRange = async (store: Store): Promise<HeadRange> => store.keyLog.head();

/** A change every few hours, over so many days; every seventh gets one of before a second version. */
const live = async (store: Store, clock: TestClock, days: number, devices: Device[]) => {
  for (let hour = 0; hour < days * 24; hour += 5) {
    clock.advance(5 * hourMs);
    const by = devices[hour % Math.max(1, devices.length)];
    if (by && hour % 7 === 0) await renew(store, by);
    else devices.push((await addAccount(store)).device);
    if (hour % 3 === 0) await store.keyMap.beat(0);
  }
};
const renew = async (store: Store, by: Device): Promise<void> => {
  const account = await store.accounts.get(by.accountRef);
  const [device] = await store.devices.list(by.accountRef);
  await store.devices.renewKeys({
    by,
    formerKey: account?.identityKey ?? '',
    identityKey: base64(33),
    device: fakeDeviceKeys({
      registrationId: ((device?.registrationId ?? 0) % 16_000) + 1,
      signingKey: device?.signingKey ?? '',
    }),
    sealedName: 'bmFtZQ==',
    now: 30,
    formerTokensUntil: 2_000,
  });
};

/** What the map says of everybody at a position, proved; null where the head is not kept. */
const said = async (
  store: Store,
  range: HeadRange,
  position: number,
  devices: readonly Device[],
): Promise<string | null> => {
  const leaves = [];
  for (const { accountId } of devices) {
    const found = await store.keyMap.lookUp(accountId, { ...range, position }, 0, 0);
    if (found === null) return null;
    const proved = provePath(accountLabel(accountId), found.path);
    if (!proved || !Buffer.from(proved.root).equals(Buffer.from(found.head.root)))
      throw new Error(`nothing is proved at ${position}`);
    leaves.push(
      proved.leaf && [proved.leaf.version, Buffer.from(proved.leaf.chain).toString('hex')],
    );
  }
  return JSON.stringify(leaves);
};
const all = async (store: Store, range: HeadRange, devices: readonly Device[]) => {
  const answers = new Map<number, string | null>();
  for (let position = firstHead(range.epoch); position < range.size; position++)
    answers.set(position, await said(store, range, position, devices));
  return answers;
};
const timesOf = async (store: Store, range: HeadRange, devices: readonly Device[]) => {
  const times = new Map<number, number>();
  for (let position = firstHead(range.epoch); position < range.size; position++) {
    const id = devices[0]?.accountId ?? '';
    const found = await store.keyMap.lookUp(id, { ...range, position }, 0, 0);
    if (found) times.set(position, found.head.time);
  }
  return times;
};
const thinAll = async (store: Store, range: HeadRange, before: number, limit = 40) => {
  let steps = 0;
  while (await store.keyMap.thin(range, before, limit)) steps++;
  return steps;
};
const rowsIn = (file: string): number => {
  const connection = openConnection(file);
  const row = connection.prepare('SELECT count(*) AS count FROM key_nodes').get();
  connection.close();
  return Number(row?.count);
};

it('keeps the distinguished heads and those of the last while, and nothing of the rest, day after day', async () => {
  const file = join(folder, 'days.db');
  const clock = createTestClock(1_800_000_000_000);
  const devices: Device[] = [];
  let store = openSqliteStore({ file, labelKeys, clock });
  for (let round = 0; round < 4; round++) {
    await live(store, clock, 3, devices);
    const range = await presentRange(store);
    const held = await all(store, range, devices);
    const times = await timesOf(store, range, devices);
    const before = clock.now() - monitoringWindowMs;
    const rows = rowsIn(file);
    expect(await thinAll(store, range, before)).toBeGreaterThan(3);
    expect(rowsIn(file)).toBeLessThan(rows);
    const distinguished = distinguishedHeads(range, -1, 1_000, (at) => times.get(at) ?? null) ?? [];
    const last = distinguished.findLast((position) => (times.get(position) ?? 0) <= before) ?? -1;
    await store.close();
    store = openSqliteStore({ file, labelKeys, clock });
    const left = await all(store, range, devices);
    for (const [position, answer] of held) {
      const stays = position >= last || distinguished.includes(position);
      expect([position, left.get(position)]).toEqual([position, stays ? answer : null]);
    }
    // Every time that says which are distinguished is still told.
    const heads = await store.keyMap.heads(range, -1);
    const told = new Map(heads.map(({ position, head }) => [position, head.time]));
    expect(distinguishedHeads(range, -1, 100, (at) => told.get(at) ?? null)).toEqual(
      distinguished.slice(0, 100),
    );
    expect((await store.keyMap.heads(range)).map(({ position }) => position)).toContain(
      distinguished.at(-1),
    );
  }
  await store.close();
}, 120_000);

it('leaves no row that no head is made of', async () => {
  const file = join(folder, 'rows.db');
  const clock = createTestClock(1_800_000_000_000);
  const devices: Device[] = [];
  const store = openSqliteStore({ file, labelKeys, clock });
  await live(store, clock, 6, devices);
  const range = await presentRange(store);
  await thinAll(store, range, clock.now() - monitoringWindowMs);
  await store.close();
  const connection = openConnection(file);
  const stray = connection
    .prepare(`SELECT count(*) AS count FROM key_nodes AS node WHERE NOT EXISTS (
      SELECT 1 FROM key_heads WHERE head >= node.since AND head < coalesce((
        SELECT min(since) FROM key_nodes AS next
        WHERE next.depth = node.depth AND next.prefix = node.prefix AND next.since > node.since), 1e9))`)
    .get();
  connection.close();
  expect(Number(stray?.count)).toBe(0);
}, 60_000);

it('keeps what no checkpoint covers yet, and goes on over a new epoch', async () => {
  const file = join(folder, 'epochs.db');
  const clock = createTestClock(1_800_000_000_000);
  const devices: Device[] = [];
  const store = openSqliteStore({ file, labelKeys, clock });
  await live(store, clock, 4, devices);
  const before = await presentRange(store);
  await store.keyLog.rollTo({ epoch: 7, start: 'what was known', entry: hashOf('start') });
  await live(store, clock, 4, devices);
  const present = await presentRange(store);
  const held = await all(store, present, devices);
  await thinAll(store, { epoch: 7, size: 0 }, clock.now() - monitoringWindowMs);
  expect(await all(store, present, devices)).toEqual(held);
  const left = [...(await all(store, before, devices)).values()];
  expect(left.filter((answer) => answer === null).length).toBeGreaterThan(5);
  expect(await thinAll(store, present, clock.now() - monitoringWindowMs)).toBeGreaterThan(0);
  const after = await all(store, present, devices);
  for (const [position, answer] of after)
    if (answer !== null) expect(answer).toBe(held.get(position));
  expect([...after.values()].filter((answer) => answer === null).length).toBeGreaterThan(5);
  await store.close();
}, 60_000);

const modes: readonly FaultMode[] = ['failed', 'failed_but_persisted'];
it.each(modes)(
  'proves every head that is kept when a step %s',
  async (mode) => {
    const file = join(folder, `${mode}.db`);
    const clock = createTestClock(1_800_000_000_000);
    const devices: Device[] = [];
    const made = openSqliteStore({ file, labelKeys, clock });
    await live(made, clock, 4, devices);
    const range = await presentRange(made);
    const held = await all(made, range, devices);
    const times = await timesOf(made, range, devices);
    await made.close();
    const before = clock.now() - monitoringWindowMs;
    const distinguished = distinguishedHeads(range, -1, 100, (at) => times.get(at) ?? null) ?? [];
    let failed = 0;
    for (let write = 1; write <= 50; write += 4) {
      const copy = join(folder, `${mode}-${write}.db`);
      copyFileSync(file, copy);
      const plan: FaultPlan = { left: write, mode, seen: 0 };
      const faulty = openSqliteStore({ file: copy, labelKeys, clock, open: openWithFault(plan) });
      await thinAll(faulty, range, before, 60).catch(() => failed++);
      for (const [position, answer] of await all(faulty, range, devices))
        if (answer !== null) expect(answer).toBe(held.get(position));
      await faulty.close().catch(() => undefined);
      const store = openSqliteStore({ file: copy, labelKeys, clock });
      await thinAll(store, range, before);
      const left = await all(store, range, devices);
      for (const [position, answer] of left)
        if (answer !== null) expect(answer).toBe(held.get(position));
      for (const position of distinguished) expect(left.get(position)).toBe(held.get(position));
      await store.close();
    }
    expect(failed).toBeGreaterThan(10);
  },
  120_000,
);
