import { expect, test } from 'vitest';
import type { Decision, Method } from '../../../contract/consent/record.ts';
import { canRestOn } from './rests-on.ts';

const ads = { purpose: 'ads-relevance', recipient: 'sanubari' } as const;
const said = (method: Method, state?: Decision['state'], recipient = ads.recipient as string) => ({
  method,
  decisions: state ? [{ ...ads, recipient, state }] : [],
});

test('what a person chooses rests on a yes to that purpose and recipient', () => {
  expect(canRestOn(said('settings', 'given'), ads)).toBe(true);
  expect(canRestOn(said('acceptance', 'notified'), ads)).toBe(true);
});

test('nothing rests on a refusal, nor on a yes to something else', () => {
  for (const state of ['refused', 'deferred', 'withdrawn', 'objected'] as const)
    expect(canRestOn(said('settings', state), ads)).toBe(false);
  expect(canRestOn(said('acceptance', 'given', 'other'), ads)).toBe(false);
  expect(canRestOn(said('acceptance', 'given'), { ...ads, purpose: 'usage-metrics' })).toBe(false);
  expect(canRestOn(said('not_now'), ads)).toBe(false);
});

test('what is required rests on an acceptance alone', () => {
  const required = { ...ads, purpose: 'security' } as const;
  expect(canRestOn(said('acceptance'), required)).toBe(true);
  expect(canRestOn(said('not_now'), required)).toBe(false);
  expect(canRestOn(said('settings', 'given'), required)).toBe(false);
});
