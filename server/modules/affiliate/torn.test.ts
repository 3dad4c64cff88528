import { copyFileSync, cpSync, mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { disclosureEntry } from '../../../contract/disclosure/entry.ts';
import { adsRow, dayMs, somePolicy } from '../../../contract/policy/testing/policies.ts';
import { openSqliteStore } from '../../store/sqlite/store.ts';
import type { Store } from '../../store/types.ts';
import { type Bulk, type Member, startBulk } from '../../testing/bulk.ts';
import type { GatewayStep } from './gateway.ts';
import { deletionHandleIn } from './payloads.ts';
import { decisionsOf, kindOf } from './testing/world.ts';

const policy = somePolicy({ rows: [adsRow] });
const people = 4;

let copies: string;
let bulk: Bulk;
let members: Member[];
/** What the affiliate was told by then, and how long the write-ahead log was before the last of it was begun. */
let told: { readonly walBytes: number; readonly handles: ReadonlySet<string> }[];
/** How long the log was when each choice was answered. */
let answered: number[];
let begin: number;

const walBytes = (): number => statSync(`${bulk.file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
const held = () =>
  bulk.affiliate.entries().flatMap((entry) => (entry.what === 'held' ? [entry.payload] : []));

beforeEach(async () => {
  copies = mkdtempSync(join(tmpdir(), 'bisik-torn-gateway-'));
  [members, told, answered] = [[], [], []];
  let begunAt = 0;
  bulk = await startBulk({
    onGatewayStep: (step: GatewayStep) => {
      if (step === 'begun') begunAt = walBytes();
      if (step !== 'answered') return;
      const handles = new Set(held().map(({ deletionHandle }) => deletionHandle));
      told.push({ walBytes: begunAt, handles });
    },
  });
  await bulk.publish(policy);
  for (let index = 0; index < people; index++) members.push(await bulk.newcomer());
  begin = walBytes();
  for (const member of members) {
    await member.acceptAll(policy);
    answered.push(walBytes());
    await bulk.settled();
  }
  for (const member of members.slice(0, 2)) {
    await member.choose(policy, { decisions: decisionsOf('withdrawn', 'ads-relevance') });
    answered.push(walBytes());
    await bulk.settled();
  }
});
afterEach(async () => {
  await bulk.close();
  rmSync(copies, { recursive: true, force: true });
});

/** The server's files as a loss of power may leave them: what was written last is cut off. */
const cutTo = (bytes: number): string => {
  const folder = join(copies, `${bytes}`);
  cpSync(dirname(bulk.file), folder, {
    recursive: true,
    filter: (file) => !/-(?:wal|shm)$/.test(file),
  });
  const file = join(folder, 'store.db');
  copyFileSync(`${bulk.file}-wal`, `${file}-wal`);
  truncateSync(`${file}-wal`, bytes);
  return file;
};

/** Everything that was shared, with each leaf that its openings are of. */
const listed = async (store: Store) => {
  const all = [];
  for (const { device } of members) {
    const { disclosures } = await store.affiliate.list(device.accountRef, 1_000, 1_000);
    for (const { entries } of disclosures)
      for (const { epoch, index, nonce, opening } of entries) {
        const [leaf] = await store.log.entries(epoch, index, 1);
        expect(Buffer.from(leaf ?? []).equals(disclosureEntry(nonce, opening))).toBe(true);
      }
    all.push(...disclosures);
  }
  return all;
};

it('what left had its leaf on the disk before, and an answered choice stays, wherever the disk lost its end', async () => {
  const whole = walBytes();
  const cuts = [...told.map((one) => one.walBytes), ...answered];
  const step = Math.floor((whole - begin) / 30);
  for (let at = begin; at < whole; at += step) cuts.push(at);
  let leavesSeen = 0;
  for (const kept of new Set([...cuts, whole])) {
    const store = openSqliteStore({ file: cutTo(kept) });
    const disclosures = await listed(store);
    const handles = new Set(disclosures.map(({ payload }) => deletionHandleIn(payload)));
    for (const { walBytes: needed, handles: out } of told)
      if (needed <= kept)
        for (const handle of out) expect(handles, `log cut to ${kept}`).toContain(handle);
    leavesSeen += handles.size;
    let records = 0;
    for (const { device } of members)
      records += (await store.consent.records(device.accountRef, 0, 100)).length;
    const durable = answered.filter((size) => size <= kept).length;
    expect(records, `log cut to ${kept}`).toBeGreaterThanOrEqual(durable);
    await store.close();
    rmSync(join(copies, `${kept}`), { recursive: true });
  }
  expect(told.length).toBeGreaterThanOrEqual(people);
  expect(leavesSeen).toBeGreaterThan(people * 8);
});

it('ends what it had begun when it starts again over the shortest log that no answer was lost from', async () => {
  const needed = Math.max(...told.map((one) => one.walBytes), ...answered);
  const file = cutTo(needed);
  const again = await startBulk({ folder: dirname(file), affiliateUrl: bulk.affiliate.url });
  for (let day = 0; day < 2; day++) {
    for (const { clock } of [bulk, again]) clock.advance(dayMs);
    await again.settled();
  }
  const disclosures = await listed(again.store);
  expect(disclosures.map(({ entries }) => kindOf(entries.at(-1)?.opening ?? '')).sort()).toEqual([
    'acknowledged',
    'acknowledged',
    'deletion_confirmed',
    'deletion_confirmed',
  ]);
  expect(
    held()
      .map(({ phoneNumber }) => phoneNumber)
      .sort(),
  ).toEqual(
    members
      .slice(2)
      .map(({ number }) => number)
      .sort(),
  );
  await again.close();
});
