import { expect, it } from 'vitest';
import { canonicalJson, hashOfText } from '../../../contract/canonical-json.ts';
import { newYear, somePolicy } from '../../../contract/policy/testing/policies.ts';
import type { CallContext } from '../../http/handlers.ts';
import type { StoredPolicy } from '../../store/types/policies.ts';
import { createPolicies } from './policies.ts';

const policy = somePolicy();
const known = canonicalJson(policy);
/** As a newer program writes it: its rows hold only under what this one does not know. */
const newer = canonicalJson({
  ...policy,
  id: '2026-2',
  rows: policy.rows.map((row) => ({ ...row, fromAge: 18 })),
});

const toStored = (document: string, index: number): StoredPolicy => ({
  id: `2026-${index + 1}`,
  hash: hashOfText(document),
  publishedAt: newYear + index,
  document,
});

it.each([
  ['has what is not known here', newer],
  ['is none', '"policy"'],
  ['is damaged', '{'],
])('takes no version for what it is not: one that %s', async (_, document) => {
  const stored = [known, document].map(toStored);
  const policies = createPolicies({
    store: {
      count: async () => stored.length,
      list: async () => stored,
      publish: async () => 'taken',
    },
    sign: () => new Uint8Array(64),
  });
  expect(await policies.now()).toMatchObject({
    unknownPolicies: true,
    policies: [{ hash: hashOfText(known), policy }],
  });
  const listed = await policies.handlers.listPolicies({ after: 0 }, {} as CallContext);
  expect(listed.policies.map(({ hash }) => hash)).toEqual(stored.map(({ hash }) => hash));
});

it('lists a version as it stands, whatever of it is known here', async () => {
  const stored = [toStored(newer, 1)];
  const policies = createPolicies({
    store: { count: async () => 1, list: async () => stored, publish: async () => 'taken' },
    sign: () => new Uint8Array(64),
  });
  const listed = await policies.handlers.listPolicies({ after: 0 }, {} as CallContext);
  expect(listed.policies.map((one) => canonicalJson(one.policy))).toEqual([newer]);
});
