import { expect, test } from 'vitest';
import type { Decision, Method } from '../../../contract/consent/record.ts';
import { isGround } from './ground.ts';

const ads = { purpose: 'ads-relevance', recipient: 'sanubari' } as const;
const said = (method: Method, state?: Decision['state'], recipient = ads.recipient as string) => ({
  method,
  decisions: state ? [{ ...ads, recipient, state }] : [],
});

test('what a person chooses rests on a yes to that purpose and recipient', () => {
  expect(isGround(said('settings', 'given'), ads)).toBe(true);
  expect(isGround(said('acceptance', 'notified'), ads)).toBe(true);
});

test('a refusal is no ground, nor is a yes to something else', () => {
  for (const state of ['refused', 'deferred', 'withdrawn', 'objected'] as const)
    expect(isGround(said('settings', state), ads)).toBe(false);
  expect(isGround(said('acceptance', 'given', 'other'), ads)).toBe(false);
  expect(isGround(said('acceptance', 'given'), { ...ads, purpose: 'usage-metrics' })).toBe(false);
  expect(isGround(said('not_now'), ads)).toBe(false);
});

test('what is required rests on an acceptance alone', () => {
  const required = { ...ads, purpose: 'security' } as const;
  expect(isGround(said('acceptance'), required)).toBe(true);
  expect(isGround(said('not_now'), required)).toBe(false);
  expect(isGround(said('settings', 'given'), required)).toBe(false);
});
