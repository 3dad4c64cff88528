import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hashPolicy } from '../policy/in-force.ts';
import { newYear, somePolicy } from '../policy/testing/policies.ts';
import { decideSharing } from './decide.ts';
import type { ClearRecord } from './history.ts';
import { type ConsentRecord, consentRecordSchema } from './record.ts';
import { sawAll, sawEndsOf, seenByAny } from './sight.ts';
import type { TakenRecord } from './taken.ts';

const version = hashPolicy(somePolicy());

const recordOf = (over: Partial<ConsentRecord>): ConsentRecord =>
  consentRecordSchema.parse({
    v: 1,
    recordId: '00000000-0000-4000-8000-000000000001',
    accountId: '00000000-0000-4000-8000-000000000002',
    deviceId: 1,
    sequence: 1,
    previous: null,
    seenOrder: 0,
    at: newYear,
    policy: version.policy.id,
    policyHash: version.hash,
    shown: '0'.repeat(64),
    language: 'en',
    regime: 'opt-in',
    method: 'acceptance',
    decisions: [],
    bases: [],
    ...over,
  });

const takenAt = (order: number, over: Partial<ConsentRecord>): ClearRecord => ({
  hash: order.toString(16).padStart(64, '0'),
  record: recordOf(over),
  order,
  receivedAt: newYear + order,
  forked: false,
});

/** One pair, by the words of the rule. */
const hasSeen = (later: ClearRecord, earlier: TakenRecord): boolean =>
  (earlier.order !== null &&
    earlier.order <= later.record.seenOrder &&
    earlier.order < later.order) ||
  (earlier.record !== null &&
    earlier.record.deviceId === later.record.deviceId &&
    earlier.record.sequence < later.record.sequence);

const clear = fc
  .tuple(fc.nat(5), fc.nat(2), fc.nat(5), fc.nat(7))
  .map(([order, device, sequence, seenOrder]) =>
    takenAt(order + 1, { deviceId: device + 1, sequence: sequence + 1, seenOrder }),
  );
const taken = fc.oneof(
  clear,
  clear.map((one): TakenRecord => ({ ...one, order: null, receivedAt: null })),
  clear.map((one): TakenRecord => ({ ...one, record: null })),
  clear.map((one): TakenRecord => ({ ...one, record: null, order: null, receivedAt: null })),
);

it('says of many at once what the rule says of each pair', () => {
  fc.assert(
    fc.property(fc.array(taken), fc.array(clear), clear, (earlier, ends, later) => {
      expect(sawAll(earlier)(later)).toBe(earlier.every((one) => hasSeen(later, one)));
      expect(sawEndsOf(earlier, ends)(later)).toBe(
        earlier.every((one) => ends.some((end) => hasSeen(end, one) && hasSeen(later, end))),
      );
      for (const one of earlier)
        expect(seenByAny(ends)(one)).toBe(ends.some((end) => hasSeen(end, one)));
    }),
    { numRuns: 1_000 },
  );
});

it('decides over as many records as an account may have without comparing each with each', () => {
  const third = 1_333;
  let reads = 0;
  const counted = (one: ClearRecord): ClearRecord => ({
    ...one,
    record: new Proxy(one.record, {
      get: (record, key) => {
        reads++;
        return Reflect.get(record, key);
      },
    }),
  });
  const at = (order: number, over: Partial<ConsentRecord>): ClearRecord =>
    counted(takenAt(order, { sequence: order, ...over }));
  const records = [
    ...Array.from({ length: third }, (_, index) => at(index + 1, { method: 'global_opt_out' })),
    ...Array.from({ length: third }, (_, index) =>
      at(third + index + 1, { seenOrder: third + index, method: 'global_opt_out_ended' }),
    ),
    ...Array.from({ length: third }, (_, index) =>
      at(2 * third + index + 1, {
        seenOrder: 2 * third + index - 1,
        decisions: [{ purpose: 'ads-relevance', recipient: 'sanubari', state: 'given' }],
      }),
    ),
    // Nobody had this one in sight: every yes has to be looked at.
    counted(takenAt(3 * third + 1, { deviceId: 2, method: 'global_opt_out' })),
  ];
  const sharing = decideSharing({
    policies: [version],
    unknownPolicies: false,
    unconfirmed: false,
    records,
    pending: [],
    countries: ['MY'],
    now: newYear * 2,
  });
  expect(sharing.globalOptOut).toBe(true);
  expect(reads / records.length).toBeLessThan(200);
});
