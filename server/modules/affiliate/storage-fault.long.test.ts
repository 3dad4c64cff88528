import { expect, it } from 'vitest';
import { disclosureEntry } from '../../../contract/disclosure/entry.ts';
import {
  adsRow,
  dayMs,
  friendsRow,
  somePolicy,
} from '../../../contract/policy/testing/policies.ts';
import { isStorageFailure } from '../../store/failures.ts';
import {
  type FaultMode,
  type FaultPlan,
  openWithFault,
} from '../../store/sqlite/testing/faults.ts';
import { startBulk } from '../../testing/bulk.ts';
import { decisionsOf, kindOf } from './testing/world.ts';

const policy = somePolicy({ rows: [adsRow, friendsRow] });

/** Two people accept, one withdraws from one purpose and one is deleted, while one write fails; then time passes. */
const run = async (plan: FaultPlan, from: number) => {
  const failures: unknown[] = [];
  const bulk = await startBulk({
    open: openWithFault(plan),
    onFailed: (error) => void failures.push(error),
  });
  await bulk.publish(policy);
  const one = await bulk.newcomer();
  const other = await bulk.newcomer();
  await bulk.settled();
  plan.seen = 0;
  plan.left = from;
  const insist = async (work: () => Promise<unknown>): Promise<void> => {
    await work().catch((error: unknown) => {
      failures.push(error);
      return work();
    });
  };
  const pass = async () => {
    for (let turn = 0; turn < 4; turn++) {
      await bulk.settled();
      bulk.clock.advance(70_000);
    }
  };
  await insist(() => one.acceptAll(policy));
  await insist(() => other.acceptAll(policy));
  await pass();
  await insist(() => one.choose(policy, { decisions: decisionsOf('withdrawn', 'ads-relevance') }));
  await pass();
  const { accountRef } = other.device;
  await insist(() => bulk.sharing.section(() => bulk.store.accounts.remove(accountRef)));
  await pass();
  const fired = plan.left <= 0;
  plan.left = -1;
  bulk.clock.advance(dayMs);
  await pass();

  const held = bulk.affiliate.entries().flatMap((e) => (e.what === 'held' ? [e.payload] : []));
  expect(held.map(({ purpose, phoneNumber }) => [purpose, phoneNumber])).toEqual([
    ['friend-suggestions', one.number],
  ]);
  const { disclosures } = await bulk.store.affiliate.list(one.device.accountRef, 100, 100);
  const kinds = disclosures.map(({ entries }) => entries.map(({ opening }) => kindOf(opening)));
  expect(kinds.map((each) => each[0])).toEqual(disclosures.map(() => 'about_to_send'));
  expect(kinds.map((each) => each.at(-1)).toSorted()).toEqual(
    [...disclosures.slice(1).map(() => 'deletion_confirmed'), 'acknowledged'].toSorted(),
  );
  for (const { entries } of disclosures)
    for (const { epoch, index, nonce, opening } of entries) {
      const [entry] = await bulk.store.log.entries(epoch, index, 1);
      expect(Buffer.from(entry ?? []).equals(disclosureEntry(nonce, opening))).toBe(true);
    }
  expect(failures.every(isStorageFailure)).toBe(true);
  await bulk.close();
  return { fired, failures: failures.length };
};

it.each<FaultMode>(['failed', 'failed_but_persisted'])(
  'sends, logs and forgets what it should when any one write %s',
  async (mode) => {
    let point = 1;
    let failures = 0;
    for (; ; point++) {
      const outcome = await run({ left: -1, mode, seen: 0 }, point);
      if (!outcome.fired) break;
      failures += outcome.failures;
    }
    expect(point).toBeGreaterThan(40);
    expect(failures).toBeGreaterThan(30);
  },
  120_000,
);
