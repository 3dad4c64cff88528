import { beforeEach, expect, test } from 'vitest';
import { canonicalJson, hashOfText } from '../../../contract/canonical-json.ts';
import type { PublishedPolicies } from '../../../contract/policy/in-force.ts';
import { adsRow, newYear, somePolicy } from '../../../contract/policy/testing/policies.ts';
import type { Asking } from '../../connection/asking.ts';
import { alarmsOf } from '../../log/alarms.ts';
import { eachStore } from '../../store/testing/each-store.ts';
import { uuid } from '../../store/testing/sample.ts';
import type { Store } from '../../store/types.ts';
import { loneContext } from '../../testing/lone-context.ts';
import type { Disclosure } from './disclosed.ts';
import { createListing } from './listing.ts';

const serverKey = 'server';
const here = eachStore();
let store: Store;
beforeEach(() => {
  store = here.store;
});

const policy = somePolicy();
/** One that holds for itself, and is as long as the contract lets it be. */
const disclosure = (number: number): Disclosure => {
  const payload = JSON.stringify({
    policy: policy.id,
    purpose: adsRow.purpose,
    phoneNumber: '1'.repeat(3_900),
  });
  const opening = canonicalJson({
    v: 1,
    kind: 'about_to_send',
    disclosureId: uuid(number),
    at: newYear,
    recipient: adsRow.recipient,
    purpose: adsRow.purpose,
    policy: policy.id,
    fields: ['phoneNumber'],
    payloadHash: hashOfText(payload),
    recordHash: '0'.repeat(64),
  });
  const nonce = Buffer.alloc(32, number).toString('base64');
  return {
    disclosureId: uuid(number),
    number,
    payload,
    entries: [{ epoch: 1, index: number, nonce, opening }],
  };
};

/** A server that has so many to show, each page of it when it is asked for. */
const showing = (total: number): Pick<Asking, 'api' | 'serverKey'> => ({
  serverKey,
  api: (async (_name: string, { before }: { before: number }) => {
    const first = before === 0 ? total : Math.min(before - 1, total);
    const count = Math.min(50, first);
    return {
      disclosures: Array.from({ length: count }, (_, index) => disclosure(first - index)),
      more: first > count,
      total,
    };
  }) as never,
});
const listingOf = (mostBytes: number) => {
  const published: PublishedPolicies = { policies: [], unknownPolicies: false };
  const reading = { published: () => published } as never;
  return createListing({ ...loneContext(store), reading }, mostBytes);
};

test('what is shown past some tens of megabytes is not kept, and what was kept stays, told as what it is', async () => {
  const most = 400_000;
  const listing = listingOf(most);
  expect(await listing.take(showing(50), 0, null)).toMatchObject({ isFull: false, fresh: true });
  const kept = store.disclosures.between(0, 1_000);
  expect(kept).toHaveLength(50);
  // From now on the server makes up as many as it likes.
  for (const total of [100, 150, 1_000, 5_000]) {
    const pages = [await listing.take(showing(total), 0, null)];
    while (pages.at(-1)?.more && pages.length < 20)
      pages.push(await listing.take(showing(total), pages.at(-1)?.from ?? 0, null));
    expect(store.disclosures.bytes()).toBeLessThanOrEqual(most);
    if (total > 100) expect(pages.some(({ isFull }) => isFull)).toBe(true);
  }
  const left = store.disclosures.between(0, 51);
  expect(left).toEqual(kept);
  expect(store.disclosures.bytes()).toBeGreaterThan(most / 2);
  expect(alarmsOf({ store }, serverKey)).toEqual([]);
});

test('what was kept is held against what is shown though there is no room for more', async () => {
  const listing = listingOf(store.disclosures.bytes() + 100_000);
  await listing.take(showing(10), 0, null);
  const full = listingOf(store.disclosures.bytes());
  const { api } = showing(12);
  const bent = async () => {
    const page = await api('listDisclosures', { before: 0 });
    return {
      ...page,
      disclosures: page.disclosures.map((one) =>
        one.number === 3 ? { ...one, payload: one.payload.replace('111', '222') } : one,
      ),
    };
  };
  expect(await full.take({ serverKey, api: bent as never }, 0, null)).toMatchObject({
    isFull: true,
  });
  expect(alarmsOf({ store }, serverKey)).toMatchObject([{ kind: 'payload_differs' }]);
  expect(store.disclosures.get(uuid(3))?.verdict).toBe('failed');
  expect(store.disclosures.count()).toBe(10);
});
