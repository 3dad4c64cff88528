import { expect, it } from 'vitest';
import type { Batch } from '../../../contract/disclosure/affiliate.ts';
import { adsRow, somePolicy } from '../../../contract/policy/testing/policies.ts';
import type { NewIntent } from '../../store/types/affiliate.ts';
import { startBulk } from '../../testing/bulk.ts';
import { createDice } from '../../testing/dice.ts';
import { decisionsOf } from './testing/world.ts';

const people = 200;
const intentsOfEach = 50;

it('begins nothing of somebody who withdrew once the withdrawal was answered, with 10,000 intents in flight', async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const dice = createDice(seed);
  const policy = somePolicy({ rows: [adsRow] });
  /** Whose each item is that was begun, in that order. */
  const begun: { readonly id: string; readonly number: unknown }[] = [];
  const bulk = await startBulk({
    afar: true,
    fetch: (url, init) => {
      const { items } = JSON.parse(Buffer.from(init?.body as Uint8Array).toString()) as Batch;
      for (const { id, kind, payload } of items)
        if (kind === 'disclosure') begun.push({ id, number: payload.phoneNumber });
      return fetch(url, init);
    },
  });
  await bulk.publish(policy);
  const members = await Promise.all(Array.from({ length: people }, () => bulk.newcomer()));
  for (const member of members) await member.acceptAll(policy);
  await bulk.settled();
  const before = begun.length;
  expect(before).toBe(people);
  const intents = Array.from(
    { length: people * intentsOfEach },
    (_, index): NewIntent => ({
      accountRef: members[index % people]?.device.accountRef ?? 0,
      recipient: 'sanubari',
      purpose: 'ads-relevance',
      values: '{}',
      createdAt: bulk.clock.now(),
    }),
  );
  await bulk.store.affiliate.commit({ intents });
  bulk.sharing.gateway?.wake();
  /** How much had begun when the withdrawal was answered. */
  const answered = new Map<string, number>();
  const leaving = members.filter(() => dice() < 0.5);
  for (const member of leaving) {
    await new Promise((resolve) => setTimeout(resolve, dice() * 25));
    await member.choose(policy, { decisions: decisionsOf('withdrawn', 'ads-relevance') });
    answered.set(member.number, begun.length);
  }
  await bulk.settled();
  const cut = [...answered.values()].filter((count) => count > before && count < begun.length);
  expect(cut.length, `withdrawals between sends, seed ${seed}`).toBeGreaterThan(10);

  const beganAt = new Map(begun.map(({ id }, index) => [id, index]));
  const whose = new Map(begun.map(({ id, number }) => [id, String(number)]));
  const received = bulk.affiliate.entries().filter(({ what }) => what !== 'deletion');
  for (const { id } of received) {
    const at = beganAt.get(id) ?? Number.POSITIVE_INFINITY;
    expect(at, `seed ${seed}`).toBeLessThan(answered.get(whose.get(id) ?? '') ?? begun.length);
  }
  const kept = bulk.affiliate.entries().flatMap((entry) => (entry.what === 'held' ? [entry] : []));
  expect(kept.filter(({ payload }) => answered.has(String(payload.phoneNumber)))).toEqual([]);
  // Nothing of the others was lost.
  expect(kept).toHaveLength((people - leaving.length) * (intentsOfEach + 1));
  await bulk.close();
}, 120_000);
