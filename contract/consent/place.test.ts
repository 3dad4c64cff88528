import { expect, test } from 'vitest';
import { canonicalJson } from '../canonical-json.ts';
import { placeOf } from './place.ts';

const place = {
  v: 9,
  accountId: '0b0f8a36-3c0e-4b0e-9d39-5d8a64a5c001',
  deviceId: 1,
  sequence: 2,
  previous: 'a'.repeat(64),
};

test('a record of any version says where it stands', () => {
  expect(placeOf(canonicalJson({ ...place, more: [1] }))).toEqual(place);
});

test('what is not the canonical JSON of a record has no place', () => {
  const { v: _v, ...unversioned } = place;
  const others = [unversioned, { ...place, sequence: 0 }, { ...place, previous: 'a' }];
  for (const other of others) expect(placeOf(canonicalJson(other))).toBeNull();
  expect(placeOf(JSON.stringify(place, null, 1))).toBeNull();
  expect(placeOf('{')).toBeNull();
});
