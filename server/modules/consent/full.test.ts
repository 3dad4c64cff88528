import { expect, it } from 'vitest';
import { canonicalJson, hashOfText } from '../../../contract/canonical-json.ts';
import { createAccount } from '../../../contract/consent/testing/account.ts';
import { hashPolicy } from '../../../contract/policy/in-force.ts';
import { newYear, somePolicy } from '../../../contract/policy/testing/policies.ts';
import { limits } from '../../../contract/wire/limits.ts';
import { createSection } from '../../platform/section.ts';
import type { ConsentStore, StoredRecord } from '../../store/types/consent.ts';
import { createTestClock } from '../../testing/test-clock.ts';
import { createConsent } from './consent.ts';

const policy = somePolicy();
const accountId = '6b1f3e0a-4c55-4b4e-9b43-0a1f6f0f2c11';
const { maxConsentBytesPerAccount, maxConsentRecordsPerAccount, maxUnreadRecordBytes } = limits;

const toStored = (record: string, index: number): StoredRecord => ({
  record,
  order: index + 1,
  hash: hashOfText(record),
  deviceId: 1,
  signature: '',
  receivedAt: newYear,
  forked: false,
  counterSignature: '',
  last: '',
});

const device = createAccount(accountId).device(1);
const read = (): string => {
  const { record } = device.say({ at: newYear + 1, policy, method: 'stricter_after_damage' });
  if (record === null) throw new Error('nothing was said');
  const decision = { purpose: 'ads-relevance', recipient: 'sanubari', state: 'refused' };
  return canonicalJson({ ...record, decisions: Array.from({ length: 32 }, () => decision) });
};
const unread = (bytes: number) => (): string => {
  const place = { v: 2, accountId, deviceId: 1, sequence: 1, previous: null };
  return canonicalJson({ ...place, x: 'x'.repeat(bytes - canonicalJson(place).length - 7) });
};
const least = canonicalJson({ v: 2, accountId, deviceId: 1, sequence: 1, previous: null }).length;

it.each([
  ['long ones that are read', read],
  ['long ones that are not', unread(maxUnreadRecordBytes)],
  ['as many as there can be', unread(least + 7)],
])('reads an account full of choices once, and lets others in meanwhile: %s', async (_, say) => {
  const count = Math.min(
    maxConsentRecordsPerAccount,
    Math.floor(maxConsentBytesPerAccount / say().length),
  );
  const records = Array.from({ length: count }, say).map(toStored);
  let reads = 0;
  const consent = createConsent({
    store: {
      account: async () => ({ number: '+60123450001', unconfirmed: false, sureOrder: null }),
      records: async (_ref: number, after: number, limit: number) => {
        reads++;
        return records.slice(after, after + limit);
      },
    } as unknown as ConsentStore,
    published: async () => ({ policies: [hashPolicy(policy)], unknownPolicies: false }),
    clock: createTestClock(newYear + 1),
    section: createSection(),
    affiliate: () => null,
    onTaken: () => undefined,
    sign: () => new Uint8Array(64),
    present: async () => undefined,
    onFailed: () => undefined,
  });
  let turns = 0;
  let others = setImmediate(function turn() {
    turns++;
    others = setImmediate(turn);
  });
  const decided = await consent.decide(1);
  clearImmediate(others);
  expect(decided?.shares.some(({ allowed }) => allowed)).toBe(false);
  expect(reads).toBeGreaterThan(1);
  expect(turns).toBeGreaterThanOrEqual(reads - 1);
  const before = reads;
  expect(await consent.decide(1)).toEqual(decided);
  expect(reads).toBe(before);
});
