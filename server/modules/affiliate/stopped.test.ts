import { afterEach, expect, it } from 'vitest';
import type { Batch } from '../../../contract/disclosure/affiliate.ts';
import { adsRow, somePolicy } from '../../../contract/policy/testing/policies.ts';
import { type Bulk, startBulk } from '../../testing/bulk.ts';
import { startStalling } from './testing/stalling.ts';
import { decisionsOf, kindOf } from './testing/world.ts';

const policy = somePolicy({ rows: [adsRow] });

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const kindsOf = async (bulk: Bulk, accountRef: number) => {
  const { disclosures } = await bulk.store.affiliate.list(accountRef, 100, 100);
  return disclosures.map(({ entries }) => entries.map(({ opening }) => kindOf(opening)));
};

it('a withdrawal breaks off what is on its way, and asks for it to be forgotten', async () => {
  const affiliate = await startStalling();
  closing.push(affiliate.close);
  const signals: AbortSignal[] = [];
  const bulk = await startBulk({
    affiliateUrl: affiliate.url,
    fetch: (url, init) => {
      if (init?.signal) signals.push(init.signal);
      return fetch(url, init);
    },
  });
  closing.push(bulk.close);
  await bulk.publish(policy);
  const member = await bulk.newcomer();
  await member.acceptAll(policy);
  await affiliate.came();
  expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
  await member.choose(policy, { decisions: decisionsOf('withdrawn', 'ads-relevance') });
  // Answered: whatever had not left by now never does.
  expect(signals[0]?.aborted).toBe(true);
  await affiliate.read();
  await expect
    .poll(async () => (await kindsOf(bulk, member.device.accountRef)).flat())
    .toEqual(['about_to_send', 'unknown', 'deletion_asked']);
});

it('what others had in the same request is sent again, at once', async () => {
  const stalling = await startStalling();
  closing.push(stalling.close);
  const batches: Batch[] = [];
  let confirmed = false;
  const bulk = await startBulk({
    // What is chosen until then is looked at, and sent, together.
    isConfirmed: () => confirmed,
    fetch: (url, init) => {
      batches.push(JSON.parse(Buffer.from(init?.body as Uint8Array).toString()));
      return fetch(batches.length === 1 ? stalling.url : url, init);
    },
  });
  closing.push(bulk.close);
  await bulk.publish(policy);
  const leaving = await bulk.newcomer();
  const staying = await bulk.newcomer();
  await leaving.acceptAll(policy);
  await staying.acceptAll(policy);
  confirmed = true;
  bulk.sharing.gateway?.wake();
  await stalling.came();
  const numbersIn = ({ items }: Batch) =>
    items.flatMap(({ kind, payload }) => (kind === 'disclosure' ? [payload.phoneNumber] : []));
  expect(batches.map(numbersIn)).toEqual([[leaving.number, staying.number]]);
  await leaving.choose(policy, { decisions: decisionsOf('withdrawn', 'ads-relevance') });
  const held = () =>
    bulk.affiliate
      .entries()
      .flatMap((entry) => (entry.what === 'held' ? [entry.payload.phoneNumber] : []));
  // Long before the request would have ended by itself.
  await expect.poll(held, { timeout: 90_000 }).toEqual([staying.number]);
  await bulk.settled();
  expect(batches.slice(1).flatMap(numbersIn)).toEqual([staying.number]);
});
