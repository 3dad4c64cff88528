import { expect, it } from 'vitest';
import type { ContractContext } from './contract-context.ts';
import { hashOf } from './rows.ts';

export const policyOf = (id: string, publishedAt: number) => ({
  id,
  publishedAt,
  hash: Buffer.from(hashOf(id)).toString('hex'),
  document: `{"id":"${id}"}`,
});

export const policyContract = ({ store, reopen }: ContractContext): void => {
  it('keeps every version as it was published, in that order', async () => {
    expect(await store().policies.count()).toBe(0);
    const versions = [policyOf('b', 1), policyOf('a', 2)];
    for (const version of versions)
      expect(await store().policies.publish(version)).toBe('published');
    const again = await reopen();
    expect(await again.policies.count()).toBe(2);
    expect(await again.policies.list()).toEqual(versions);
  });

  it('refuses an id or a hash twice, and one that is not the newest', async () => {
    const first = policyOf('a', 5);
    await store().policies.publish(first);
    const { publish } = store().policies;
    expect(await publish({ ...policyOf('a', 6), hash: 'other' })).toBe('taken');
    expect(await publish({ ...first, id: 'other', publishedAt: 6 })).toBe('taken');
    expect(await publish(policyOf('b', 5))).toBe('not_newest');
    expect(await publish(policyOf('b', 4))).toBe('not_newest');
    expect(await store().policies.list()).toEqual([first]);
  });
};
