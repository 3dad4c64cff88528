import { describe, expect, it } from 'vitest';
import { hashOf } from '../canonical-json.ts';
import { somePolicy } from '../policy/testing/policies.ts';
import { endpoints } from './http.ts';
import { sharingEndpoints } from './sharing.ts';

describe('endpoints of data sharing', () => {
  it('stand beside the others without taking their places', () => {
    const all = new Set([endpoints, sharingEndpoints].flatMap((table) => Object.values(table)));
    const places = [...all].map(({ method, path }) => `${method} ${path}`);
    expect(new Set(places).size).toBe(places.length);
  });

  it('ask for a signed-in device, all of them', () => {
    for (const { auth } of Object.values(sharingEndpoints)) expect(auth).toBe('device');
  });

  it('carry a policy whose hash can be computed again on the other side', () => {
    const policy = somePolicy();
    const published = { policy, hash: hashOf(policy), signature: `${'A'.repeat(86)}==` };
    const answer: unknown = JSON.parse(JSON.stringify({ policies: [published], more: false }));
    const parsed = sharingEndpoints.listPolicies.response.parse(answer);
    expect(parsed.policies.map((one) => hashOf(one.policy))).toEqual([published.hash]);
  });
});
