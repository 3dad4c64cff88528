import { describe, expect, it } from 'vitest';
import type { Policy } from '../policy/document.ts';
import { hashPolicy } from '../policy/in-force.ts';
import { adsRow, newYear, securityRow, somePolicy, usageRow } from '../policy/testing/policies.ts';
import { createAccount } from './testing/account.ts';
import { accepted, accountOf, ads, allowed, policy, says, security } from './testing/said.ts';

describe('the regime', () => {
  it('of +1 and +7 is the strictest of all their countries', () => {
    const shared = somePolicy({ regimes: { default: 'opt-out', countries: { CA: 'opt-in' } } });
    const account = accountOf({ ...accepted(newYear), policy: shared });
    const plus = (countries: string[]) => account.decide([shared], newYear + 1, { countries });
    expect(plus(['US', 'CA']).regime).toBe('opt-in');
    expect(ads(plus(['US', 'CA']))).toMatchObject({ allowed: false, because: 'not_chosen' });
    expect(plus(['RU', 'KZ']).regime).toBe('opt-out');
    expect(ads(plus(['RU', 'KZ'])).allowed).toBe(true);
    expect(plus([]).regime).toBe('opt-in');
  });

  it('can be picked stricter, and never looser', () => {
    const stricter = accountOf({ ...accepted(newYear), regime: 'opt-in' });
    expect(stricter.decide([policy], newYear + 1)).toMatchObject({ regime: 'opt-in' });
    expect(ads(stricter.decide([policy], newYear + 1)).allowed).toBe(false);
    const looser = accountOf({ ...accepted(newYear), regime: 'opt-out' });
    expect(looser.decide([policy], newYear + 1, { countries: ['FR'] }).regime).toBe('opt-in');
  });

  it('picked stricter can be left again by who saw it, and by nobody else', () => {
    const account = accountOf(accepted(newYear), {
      at: newYear + 1,
      policy,
      regime: 'opt-in',
    });
    const stale = account.device(2);
    account.deliver(stale.say({ at: newYear + 2, policy, regime: 'opt-out' }), newYear + 2);
    expect(account.decide([policy], newYear + 9).regime).toBe('opt-in');
    account.phone.look();
    const back = account.phone.say({ at: newYear + 3, policy, regime: 'opt-out' });
    expect(account.decide([policy], newYear + 9, { pending: [back] }).regime).toBe('opt-in');
    account.deliver(back, newYear + 3);
    expect(account.decide([policy], newYear + 9).regime).toBe('opt-out');
  });

  it('that a new version loosens stays until that one is accepted; one that tightens holds at once', () => {
    const tight = somePolicy({ id: '2026-2', regimes: { default: 'opt-in', countries: {} } });
    const later = { publishedAt: newYear + 5, effectiveAt: newYear + 5 };
    const account = accountOf(accepted(newYear));
    expect(account.decide([policy, { ...tight, ...later }], newYear + 6).regime).toBe('opt-in');
    const strict = accountOf({ ...accepted(newYear, 'given'), policy: tight, regime: 'opt-in' });
    const loosened = { ...policy, ...later };
    const sharing = strict.decide([tight, loosened], newYear + 6);
    expect(sharing).toMatchObject({ regime: 'opt-in', ask: { why: 'widened' } });
    const elsewhere = strict.decide([tight, loosened], newYear + 6, { countries: ['FR'] });
    expect(elsewhere).toMatchObject({ regime: 'opt-in', ask: null });
  });
});

describe('a new version', () => {
  const next = (rows: Policy['rows']) =>
    somePolicy({ id: '2026-2', publishedAt: newYear + 5, effectiveAt: newYear + 10, rows });

  it('that widens asks again and shares nothing new meanwhile', () => {
    const narrow = somePolicy({ rows: [{ ...adsRow, fields: ['country'] }] });
    const wide = next([{ ...adsRow, retentionDays: 900 }, usageRow, securityRow]);
    const account = accountOf({ ...accepted(newYear), policy: narrow });
    const sharing = account.decide([narrow, wide], newYear + 20);
    expect(sharing.ask?.why).toBe('widened');
    expect(sharing.ask?.version.policy).toBe(wide);
    expect(ads(sharing).row).toMatchObject({ fields: ['country'], retentionDays: 90 });
    expect(allowed(sharing)).toEqual(['ads-relevance']);
    expect(security(sharing)).toBe(false);
  });

  it('that narrows does not ask, and holds from when it is live', () => {
    const less = next([{ ...adsRow, fields: ['country'] }, securityRow]);
    const account = accountOf(accepted(newYear));
    const sharing = account.decide([policy, less], newYear + 10);
    expect(sharing.ask).toBeNull();
    expect(ads(sharing).row?.fields).toEqual(['country']);
    expect(ads(account.decide([policy, less], newYear + 9)).row?.fields).toEqual(adsRow.fields);
  });

  it('rests a yes on the version that it was given to', () => {
    const narrow = somePolicy({ rows: [{ ...adsRow, fields: ['country'] }, securityRow] });
    const wide = next([adsRow, securityRow]);
    const account = accountOf(
      { ...accepted(newYear, 'given'), policy: narrow },
      { at: newYear + 11, policy: wide, method: 'acceptance' },
    );
    expect(ads(account.decide([narrow, wide], newYear + 20)).row?.fields).toEqual(['country']);
  });

  it('that went away takes the purpose with it', () => {
    const account = accountOf(accepted(newYear));
    const gone = next([securityRow]);
    const sharing = account.decide([policy, gone], newYear + 20);
    expect(sharing.shares.map(({ purpose }) => purpose)).toEqual(['security']);
  });
});

describe('two devices', () => {
  const both = () => {
    const account = accountOf(accepted(newYear, 'given'));
    const laptop = account.device(2);
    laptop.look();
    return { account, laptop };
  };

  it('that disagree: a yes that had not seen the no does not count, whichever comes first', () => {
    for (const noFirst of [true, false]) {
      const { account, laptop } = both();
      const no = account.phone.say(says('withdrawn', newYear + 5));
      const yes = laptop.say(says('given', newYear + 9));
      for (const one of noFirst ? [no, yes] : [yes, no]) account.deliver(one, newYear + 10);
      expect(ads(account.decide([policy], newYear + 11))).toMatchObject({ because: 'refused' });
      laptop.look();
      account.deliver(laptop.say(says('given', newYear + 12)), newYear + 12);
      expect(ads(account.decide([policy], newYear + 13)).allowed).toBe(true);
    }
  });

  it('of which one was copied and tells two stories: of the forked only the no counts', () => {
    const { account, laptop } = both();
    account.deliver(laptop.say(says('withdrawn', newYear + 2)), newYear + 2);
    laptop.rewind(1);
    laptop.look();
    account.deliver(laptop.say(says('given', newYear + 3)), newYear + 3);
    expect(ads(account.decide([policy], newYear + 9)).allowed).toBe(false);
    // The next record of that device has seen only one of the two.
    const unseeing = laptop.say(says('given', newYear + 4));
    account.deliver(unseeing, newYear + 4);
    expect(ads(account.decide([policy], newYear + 9)).allowed).toBe(false);
    laptop.look();
    account.deliver(laptop.say(says('given', newYear + 5)), newYear + 5);
    expect(ads(account.decide([policy], newYear + 9)).allowed).toBe(true);
  });

  it('a fork takes back an acceptance, too', () => {
    const account = createAccount();
    const phone = account.device(1);
    account.deliver(phone.say(accepted(newYear)), newYear);
    expect(security(account.decide([policy], newYear + 9))).toBe(true);
    phone.rewind(1);
    account.deliver(phone.say(accepted(newYear, 'refused')), newYear + 1);
    expect(allowed(account.decide([policy], newYear + 9))).toEqual([]);
  });
});

describe('in doubt', () => {
  const unread = { hash: 'f'.repeat(64), record: null, receivedAt: newYear + 1, forked: false };

  it('a record that cannot be read refuses everything until the person decides in sight of it', () => {
    const account = accountOf(accepted(newYear));
    account.deliver({ ...unread, order: null }, newYear + 1);
    const sharing = account.decide([policy], newYear + 2);
    expect(allowed(sharing)).toEqual([]);
    expect(sharing).toMatchObject({ regime: 'opt-in', ask: { why: 'damaged' } });
    account.phone.look();
    account.deliver(account.phone.say(accepted(newYear + 3, 'given')), newYear + 3);
    const after = account.decide([policy], newYear + 4);
    expect(allowed(after)).toEqual(['ads-relevance', 'security']);
    expect(after.ask).toBeNull();
  });

  it('a record that is missing among the others stops everything, even where a later yes had seen it', () => {
    const out = { at: newYear + 1, policy, method: 'global_opt_out' } as const;
    const account = accountOf(accepted(newYear), out, says('given', newYear + 2));
    const records = account.ordered.filter(({ order }) => order !== 2);
    const sharing = account.decide([policy], newYear + 9, { records });
    expect(sharing.shares.map(({ because }) => because)).toEqual(
      policy.rows.map(() => 'unconfirmed'),
    );
  });

  it('a damaged file takes every chosen purpose back until the person decides', () => {
    const account = accountOf(accepted(newYear), {
      at: newYear + 1,
      policy,
      method: 'stricter_after_damage',
    });
    const sharing = account.decide([policy], newYear + 2);
    expect(allowed(sharing)).toEqual(['security']);
    expect(sharing.ask?.why).toBe('damaged');
    account.deliver(account.phone.say(says('given', newYear + 3)), newYear + 3);
    expect(ads(account.decide([policy], newYear + 4)).allowed).toBe(true);
  });

  it('a version that is not known, an unread one, and a restored backup share nothing', () => {
    const account = accountOf(accepted(newYear));
    const now = newYear + 1;
    const other = somePolicy({ id: '2026-9' });
    expect(ads(account.decide([other], now)).because).toBe('unknown_policy');
    expect(allowed(account.decide([policy], now, { unknownPolicies: true }))).toEqual([]);
    const restored = account.decide([policy], now, { unconfirmed: true });
    expect(restored.shares.map(({ because }) => because)).toEqual(
      policy.rows.map(() => 'unconfirmed'),
    );
  });

  it('a yes in a record that is no answer gives nothing', () => {
    for (const method of ['not_now', 'global_opt_out_ended', 'stricter_after_damage'] as const) {
      const account = accountOf({ at: newYear, policy, method: 'acceptance' });
      account.deliver(account.phone.say({ ...says('given', newYear + 1), method }), newYear + 1);
      expect(ads(account.decide([policy], newYear + 2)).allowed).toBe(false);
    }
  });

  it('repeated records change nothing, and what rests on which record is told', () => {
    const account = accountOf(accepted(newYear), says('given', newYear + 1));
    const [first, second] = account.ordered;
    const again = account.decide([policy], newYear + 2, {
      records: [...account.ordered, ...account.ordered].reverse(),
      pending: account.ordered.map((one) => ({ ...one, order: null, receivedAt: null })),
    });
    expect(again).toEqual(account.decide([policy], newYear + 2));
    expect(ads(again).restsOn).toBe(second?.hash);
    expect(again.shares.find(({ purpose }) => purpose === 'security')?.restsOn).toBe(first?.hash);
    expect(again.acceptedPolicy).toBe(hashPolicy(policy).hash);
  });
});
