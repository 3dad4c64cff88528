import { randomUUID } from 'node:crypto';
import { canonicalJson, hashOfText } from '../../contract/canonical-json.ts';
import type { ConsentRecord, SignedRecord } from '../../contract/consent/record.ts';
import { recordSignatureBytes } from '../../contract/consent/signing.ts';
import type { Policy } from '../../contract/policy/document.ts';
import { hashPolicy } from '../../contract/policy/in-force.ts';
import type { Store } from '../store/types.ts';
import { call, type TestAccount } from './test-client.ts';

/** Publishes a version in a store, as the operator's command does. */
export const publish = async (store: Store, policy: Policy): Promise<void> => {
  const document = canonicalJson(policy);
  const { id, publishedAt } = policy;
  const hash = hashOfText(document);
  const outcome = await store.policies.publish({ id, hash, publishedAt, document });
  if (outcome !== 'published') throw new Error(outcome);
};

export interface Chooser {
  /** Signs the next choice of the device and keeps it. */
  readonly say: (policy: Policy, over: Partial<ConsentRecord>) => SignedRecord;
  readonly chain: readonly SignedRecord[];
  /** Forgets its last records, as a restored copy of the device does. */
  readonly rewind: (records: number) => void;
}

/** The device of an account, as it signs choices. */
export const createChooser = ({ accountId, deviceId, identity }: TestAccount): Chooser => {
  const chain: SignedRecord[] = [];
  return {
    chain,
    rewind: (records) => void chain.splice(Math.max(0, chain.length - records)),
    say: (policy, over) => {
      const before = chain.at(-1);
      const record = canonicalJson({
        v: 1,
        recordId: randomUUID(),
        accountId,
        deviceId,
        sequence: chain.length + 1,
        previous: before === undefined ? null : hashOfText(before.record),
        seenOrder: 0,
        at: policy.effectiveAt + 1,
        policy: policy.id,
        policyHash: hashPolicy(policy).hash,
        shown: '0'.repeat(64),
        language: 'ms',
        regime: 'opt-out',
        method: 'settings',
        decisions: [],
        bases: [],
        ...over,
      });
      const signature = identity.signAsDevice(recordSignatureBytes(record));
      const signed = { record, signature };
      chain.push(signed);
      return signed;
    },
  };
};

/** One decision over ads relevance. */
export const ads = (
  state: ConsentRecord['decisions'][number]['state'],
): ConsentRecord['decisions'] => [{ purpose: 'ads-relevance', recipient: 'sanubari', state }];

/** Hands choices over as an app does. */
export const bring = (
  url: string,
  { authorization }: TestAccount,
  records: readonly SignedRecord[],
  over: {
    readonly latest?: string | null;
    readonly checkpoint?: string | null;
    readonly signed?: number;
  } = {},
) =>
  call(
    url,
    'addConsentRecords',
    { records: [...records], latest: null, checkpoint: null, ...over },
    authorization,
  );

export const hashOfRecord = ({ record }: SignedRecord): string => hashOfText(record);
