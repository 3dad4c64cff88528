import { describe, expect, it } from 'vitest';
import { newYear } from '../policy/testing/policies.ts';
import { saidApart } from './apart.ts';
import { accepted, accountOf, ads, policy, says } from './testing/said.ts';

const about = { purpose: 'ads-relevance', recipient: 'sanubari' } as const;

describe('choices of two devices that were apart', () => {
  const apart = () => {
    const account = accountOf(accepted(newYear, 'refused'));
    const laptop = account.device(2);
    laptop.look();
    account.deliver(account.phone.say(says('given', newYear + 2)), newYear + 2);
    account.deliver(laptop.say(says('withdrawn', newYear + 1)), newYear + 3);
    return { account, laptop };
  };

  it('are told as what each said, while the no stands', () => {
    const { account } = apart();
    expect(saidApart(account.ordered, about)).toEqual([
      { deviceId: 1, at: newYear + 2, gives: true },
      { deviceId: 2, at: newYear + 1, gives: false },
    ]);
    expect(ads(account.decide([policy], newYear + 9)).allowed).toBe(false);
    expect(saidApart(account.ordered, { ...about, purpose: 'usage-metrics' })).toBeNull();
  });

  it.each(['given', 'withdrawn'] as const)('are over once one that saw both is %s', (state) => {
    const { account, laptop } = apart();
    laptop.look();
    account.deliver(laptop.say(says(state, newYear + 5)), newYear + 5);
    expect(saidApart(account.ordered, about)).toBeNull();
    expect(ads(account.decide([policy], newYear + 9)).allowed).toBe(state === 'given');
  });

  it('are not over by one that saw only its own', () => {
    const { account } = apart();
    account.deliver(account.phone.say(says('given', newYear + 5)), newYear + 5);
    expect(saidApart(account.ordered, about)).toEqual([
      { deviceId: 2, at: newYear + 1, gives: false },
      { deviceId: 1, at: newYear + 5, gives: true },
    ]);
  });

  it('that say the same are none', () => {
    const account = accountOf(accepted(newYear, 'refused'));
    const laptop = account.device(2);
    laptop.look();
    account.deliver(account.phone.say(says('given', newYear + 2)), newYear + 2);
    account.deliver(laptop.say(says('given', newYear + 1)), newYear + 3);
    expect(saidApart(account.ordered, about)).toBeNull();
  });

  it('count the refusal of everything as a no', () => {
    const account = accountOf(accepted(newYear, 'refused'));
    const laptop = account.device(2);
    laptop.look();
    account.deliver(account.phone.say(says('given', newYear + 2)), newYear + 2);
    account.deliver(laptop.say({ at: newYear + 1, policy, method: 'global_opt_out' }), newYear + 3);
    expect(saidApart(account.ordered, about)?.map(({ gives }) => gives)).toEqual([true, false]);
  });
});
