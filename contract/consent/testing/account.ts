import { canonicalJson } from '../../canonical-json.ts';
import type { Policy } from '../../policy/document.ts';
import { type HashedPolicy, hashPolicy } from '../../policy/in-force.ts';
import { decideSharing, type SharingFacts } from '../decide.ts';
import type { ConsentRecord, Decision, Method } from '../record.ts';
import { readRecord, type TakenRecord } from '../taken.ts';

const someAccountId = '6b1f3e0a-4c55-4b4e-9b43-0a1f6f0f2c11';

/** What a person says on a device. `at`: by that device's clock. */
export interface Said {
  readonly at: number;
  readonly policy: Policy;
  readonly method?: Method;
  readonly decisions?: readonly (readonly [Decision['purpose'], Decision['state']])[];
  readonly regime?: ConsentRecord['regime'];
}

/** An account with devices and a server, for tests: records are made by devices, delivered, and seen by others when told so. */
export const createAccount = (accountId = someAccountId) => {
  const ordered: TakenRecord[] = [];
  let made = 0;
  const hashes = new Map<Policy, HashedPolicy>();
  const hashed = (policy: Policy): HashedPolicy => {
    const known = hashes.get(policy) ?? hashPolicy(policy);
    hashes.set(policy, known);
    return known;
  };
  const placeOf = ({ record }: TakenRecord) => record && `${record.deviceId} ${record.sequence}`;

  const createDevice = (deviceId: number) => {
    let chain: TakenRecord[] = [];
    let seenOrder = 0;
    return {
      /** Takes what the server has. */
      look: () => {
        seenOrder = ordered.length;
      },
      /** Signs a choice and keeps it. */
      say: ({ at, policy, method = 'settings', decisions = [], regime = 'opt-out' }: Said) => {
        const record: ConsentRecord = {
          v: 1,
          recordId: `00000000-0000-4000-8000-${String(++made).padStart(12, '0')}`,
          accountId,
          deviceId,
          sequence: chain.length + 1,
          previous: chain.at(-1)?.hash ?? null,
          seenOrder,
          at,
          policy: policy.id,
          policyHash: hashed(policy).hash,
          shown: '0'.repeat(64),
          language: 'ms',
          regime,
          method,
          decisions: decisions.map(([purpose, state]) => ({
            purpose,
            recipient: 'sanubari',
            state,
          })),
          bases: [],
        };
        const taken = { order: null, receivedAt: null, forked: false };
        const next: TakenRecord = { ...readRecord(canonicalJson(record)), ...taken };
        chain.push(next);
        return next;
      },
      /** Forgets its last records, as a restored copy of the device does. */
      rewind: (records: number) => {
        chain = chain.slice(0, Math.max(0, chain.length - records));
      },
      pending: () => chain.filter(({ hash }) => ordered.every((one) => one.hash !== hash)),
    };
  };

  return {
    device: createDevice,
    ordered: ordered as readonly TakenRecord[],
    /** The server takes a record at `receivedAt`; the same record again changes nothing. */
    deliver: (taken: TakenRecord, receivedAt: number) => {
      if (ordered.some(({ hash }) => hash === taken.hash)) return;
      const forked = ordered.some((one) => one.record !== null && placeOf(one) === placeOf(taken));
      ordered.push({ ...taken, order: ordered.length + 1, receivedAt, forked });
    },
    /** What is decided from what the server has, and what waits on a device. */
    decide: (policies: readonly Policy[], now: number, more: Partial<SharingFacts> = {}) =>
      decideSharing({
        policies: policies.map(hashed),
        unknownPolicies: false,
        records: ordered,
        pending: [],
        countries: ['MY'],
        now,
        unconfirmed: false,
        ...more,
      }),
  };
};
