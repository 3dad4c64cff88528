import { expect, test } from 'vitest';
import type { KeyState } from '../../contract/transparency/keys/entry.ts';
import { judgeAnew } from './judge-entry.ts';

const judge = (keys: readonly string[], devices = [1]) => {
  const keyed = (ids: readonly number[]) =>
    ids.map((deviceId) => ({ deviceId, registrationId: 1 }));
  const states = keys.map((identityKey): KeyState => ({ identityKey, devices: keyed(devices) }));
  const entry = { version: keys.length, from: 0, chains: [], states };
  return judgeAnew(entry, { identityKey: 'new', devices: keyed([1]) });
};
test.each([
  ['what came before them counts no more', ['own', 'evil', 'own', 'new'], 'agrees'],
  ['they are not there', ['own', 'evil', 'own'], 'other_key'],
  ['somebody else came after them', ['own', 'evil', 'new', 'evil', 'new'], 'other_key'],
  ['somebody else is the newest', ['evil', 'new', 'evil'], 'other_key'],
  ['the key of before came back', ['own', 'new', 'own'], 'other_key'],
] as const)('an entry since new keys: %s', (_, keys, verdict) => {
  expect(judge(keys)).toBe(verdict);
});
test('an entry since new keys that has a device more is not the account’s', () => {
  expect(judge(['evil', 'new'], [1, 77])).toBe('other_state');
});
