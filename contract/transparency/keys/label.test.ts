import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { accountLabel } from './entry.ts';
import {
  commitToOwner,
  labelInput,
  labelKeyLabel,
  labelKeyLeaf,
  labelKinds,
  labelSecret,
  ownerLeaf,
  toLabel,
} from './label.ts';
import { type MapLeaf, provePath } from './map.ts';
import {
  naiveLabel,
  naiveLabelKeyLeaf,
  naiveLabelSecret,
  naiveOwnerLeaf,
} from './testing/naive-label.ts';
import { naiveJudge, naiveMapRoot, naivePath } from './testing/naive-map.ts';

const hash = () => fc.uint8Array({ minLength: 32, maxLength: 32 });
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const hexOf = ({ label, version, chain }: MapLeaf) => [hex(label), version, hex(chain)];

it('is what the decision says, byte for byte', () => {
  expect(Buffer.from(labelInput('number', '+60123456789')).toString()).toBe(
    'bisik-label-v1\nnumber\n+60123456789',
  );
  const id = '0b5e0c3a-0000-4000-8000-000000000001';
  for (const kind of labelKinds) {
    const output = randomBytes(64);
    const nonce = randomBytes(32);
    const secret = labelSecret(kind, output);
    expect(Buffer.from(secret)).toEqual(naiveLabelSecret(kind, output));
    const label = toLabel(secret);
    expect(Buffer.from(label)).toEqual(naiveLabel(secret));
    expect(hexOf(ownerLeaf(label, id, nonce))).toEqual(hexOf(naiveOwnerLeaf(label, id, nonce)));
  }
  const key = randomBytes(32);
  expect(hexOf(labelKeyLeaf(key))).toEqual(hexOf(naiveLabelKeyLeaf(key)));
  expect(labelKeyLeaf(key).label).toEqual(labelKeyLabel());
});

it('is another for another kind, value, key and account, and for every account', () => {
  const output = randomBytes(64);
  const labels = [
    toLabel(labelSecret('number', output)),
    toLabel(labelSecret('username', output)),
    labelKeyLabel(),
    accountLabel('number'),
  ].map(hex);
  expect(new Set(labels).size).toBe(labels.length);
  fc.assert(
    fc.property(fc.uuid(), fc.uuid(), hash(), hash(), (one, other, nonce, another) => {
      fc.pre(one !== other && !Buffer.from(nonce).equals(another));
      const commitment = hex(commitToOwner(one, nonce));
      expect(hex(commitToOwner(other, nonce))).not.toBe(commitment);
      expect(hex(commitToOwner(one, another))).not.toBe(commitment);
    }),
  );
  expect(() => commitToOwner('a', new Uint8Array(31))).toThrow(RangeError);
  for (const length of [0, 31, 33, 44])
    expect(() => toLabel(new Uint8Array(length))).toThrow(RangeError);
});

it('is proved in the map among accounts, by both verifiers, to be somebody’s or nobody’s', () => {
  const nonce = randomBytes(32);
  const [held, free] = [toLabel(randomBytes(32)), toLabel(randomBytes(32))];
  const leaf = ownerLeaf(held, 'account', nonce);
  const key = labelKeyLeaf(randomBytes(32));
  const accounts = Array.from({ length: 9 }, (_, at) => ({
    label: accountLabel(`account ${at}`),
    version: 1 + at,
    chain: new Uint8Array(randomBytes(32)),
  }));
  const map = [...accounts, leaf, key];
  const root = naiveMapRoot(map);
  for (const [label, expected] of [
    [held, leaf],
    [labelKeyLabel(), key],
    [free, null],
  ] as const) {
    const path = naivePath(map, label);
    expect(naiveJudge(root, label, path)).toEqual(expected ?? 'absent');
    const proved = provePath(label, path);
    expect(Buffer.from(proved?.root ?? [])).toEqual(root);
    expect(proved?.leaf).toEqual(expected);
  }
});
