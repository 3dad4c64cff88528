import { describe, expect, it } from 'vitest';
import type { Regime } from '../policy/document.ts';
import { dayMs, newYear, somePolicy } from '../policy/testing/policies.ts';
import { windowOf } from './acceptance.ts';
import { createAccount, type Said } from './testing/account.ts';
import { accepted, accountOf, ads, allowed, policy, says, security } from './testing/said.ts';

describe('a regime that the server names', () => {
  const account = accountOf(accepted(newYear));
  const decide = (country: string, namedRegime: Regime | null) =>
    account.decide([policy], newYear + dayMs, { countries: [country], namedRegime });

  it('holds where it is stricter', () => {
    const sharing = decide('MY', 'opt-in');
    expect(sharing.regime).toBe('opt-in');
    expect(ads(sharing)).toMatchObject({ allowed: false, deadlineAt: null });
    expect(decide('SG', 'opt-in').regime).toBe('opt-in');
  });

  it('changes nothing where it is not, nor while nothing is published', () => {
    for (const country of ['MY', 'SG', 'FR'])
      expect(decide(country, 'opt-out')).toEqual(decide(country, null));
    expect(decide('FR', 'opt-out-open')).toEqual(decide('FR', null));
    const nothing = createAccount().decide([], newYear, { namedRegime: 'opt-out' });
    expect(nothing.regime).toBe('opt-in');
  });
});

describe('before acceptance', () => {
  it('nothing leaves, required purposes included, and the newest is asked for', () => {
    const sharing = createAccount().decide([policy], newYear + dayMs);
    expect(allowed(sharing)).toEqual([]);
    expect(ads(sharing)).toMatchObject({ because: 'not_accepted', state: 'requested', row: null });
    expect(sharing.ask).toMatchObject({ why: 'first', notBefore: 0 });
    expect(createAccount().decide([], newYear)).toMatchObject({ ask: null, shares: [] });
  });

  it('not now shares nothing and is asked again 7 × 24 hours later', () => {
    const account = accountOf({ at: newYear, policy, method: 'not_now' });
    const sharing = account.decide([policy], newYear + dayMs);
    expect(allowed(sharing)).toEqual([]);
    expect(ads(sharing).state).toBe('deferred');
    expect(sharing.ask).toMatchObject({ why: 'first', notBefore: newYear + 7 * dayMs });
  });

  it('not now by a clock that is a year ahead is asked again by the right one', () => {
    const account = createAccount();
    const waits = account.device(1).say({ at: newYear + 365 * dayMs, policy, method: 'not_now' });
    const { ask } = account.decide([policy], newYear, { pending: [waits] });
    expect(ask?.notBefore).toBe(newYear + 7 * dayMs);
  });

  it('an acceptance that waits for the server gives nothing yet', () => {
    const account = createAccount();
    const waits = account.device(1).say(accepted(newYear));
    expect(allowed(account.decide([policy], newYear + 1, { pending: [waits] }))).toEqual([]);
  });
});

describe('the objection window of opt-out', () => {
  const deadline = newYear + 30 * dayMs;

  it('opens when the policy goes live, for who accepted before, and nothing is shared until then', () => {
    const later = somePolicy({ effectiveAt: newYear + 10 * dayMs });
    const account = accountOf({ ...accepted(newYear + dayMs), policy: later });
    expect(ads(account.decide([later], newYear + 10 * dayMs - 1))).toMatchObject({
      allowed: false,
      because: 'no_policy',
      startsAt: newYear + 10 * dayMs,
    });
    expect(ads(account.decide([later], newYear + 10 * dayMs))).toMatchObject({
      allowed: true,
      startsAt: newYear + 10 * dayMs,
      deadlineAt: newYear + 40 * dayMs,
    });
  });

  it('is, whenever it is accepted, what was told before', () => {
    const version = somePolicy({ effectiveAt: newYear + 10 * dayMs, objectionWindowDays: 45 });
    for (const days of [1, 10, 35]) {
      const acceptedAt = newYear + days * dayMs;
      const account = accountOf({ ...accepted(acceptedAt), policy: version });
      const told = windowOf(version, acceptedAt);
      expect(ads(account.decide([version], acceptedAt + 1))).toMatchObject(told);
    }
  });

  it('opens at acceptance for an account made later', () => {
    const account = accountOf(accepted(newYear + 20 * dayMs));
    expect(ads(account.decide([policy], newYear + 35 * dayMs))).toMatchObject({
      allowed: true,
      locked: false,
      deadlineAt: newYear + 50 * dayMs,
    });
  });

  for (const [name, at, receivedAt, counts] of [
    ['on day 29', deadline - dayMs, deadline - dayMs, true],
    ['in its last millisecond', deadline - 1, deadline - 1, true],
    ['at exactly 30 × 24 hours', deadline, deadline, false],
    ['on day 31', deadline + dayMs, deadline + dayMs, false],
    ['signed on day 29 and received on day 40', deadline - dayMs, deadline + 10 * dayMs, true],
    ['by a clock that is ahead, received in time', deadline + 99 * dayMs, deadline - 1, true],
    ['by a clock that is behind, received late', newYear - 99 * dayMs, deadline + dayMs, true],
  ] as const)
    it(`a refusal ${name} ${counts ? 'counts' : 'is too late'}`, () => {
      const account = accountOf(accepted(newYear), { ...says('withdrawn', at), receivedAt });
      const share = ads(account.decide([policy], deadline + 50 * dayMs));
      expect(share).toMatchObject({ allowed: !counts, locked: true });
      expect(share.state).toBe(counts ? 'withdrawn' : 'notified');
    });

  for (const [name, at, receivedAt, counts] of [
    ['inside by both clocks', deadline - 1, deadline - 1, true],
    ['received too late', deadline - dayMs, deadline, false],
    ['signed too late by a clock that is ahead', deadline, deadline - dayMs, false],
  ] as const)
    it(`a yes after a no, ${name}, ${counts ? 'counts' : 'does not'}`, () => {
      const no = { ...says('withdrawn', newYear + dayMs), receivedAt: newYear + dayMs };
      const account = accountOf(accepted(newYear), no, { ...says('given', at), receivedAt });
      expect(ads(account.decide([policy], deadline + dayMs)).allowed).toBe(counts);
    });

  it('counts an offline refusal on the device at once', () => {
    const account = accountOf(accepted(newYear));
    const waits = account.phone.say(says('withdrawn', deadline - 1));
    expect(ads(account.decide([policy], deadline + 6 * dayMs, { pending: [waits] }))).toMatchObject(
      { allowed: false, because: 'refused', state: 'withdrawn' },
    );
  });

  it('locks no switch under opt-in and opt-out-open, where a refusal counts for ever', () => {
    for (const country of ['FR', 'SG']) {
      const yes = { ...accepted(newYear, 'given'), regime: 'opt-out' as const };
      const account = accountOf(yes, says('withdrawn', deadline + 500 * dayMs));
      const before = account.decide([policy], deadline + dayMs, {
        countries: [country],
        records: account.ordered.slice(0, 1),
      });
      expect(ads(before)).toMatchObject({ allowed: true, locked: false, deadlineAt: null });
      const after = account.decide([policy], deadline + 500 * dayMs, { countries: [country] });
      expect(ads(after).allowed).toBe(false);
    }
  });

  it('is no limit for the global opt-out, which holds for versions to come', () => {
    const account = accountOf(accepted(newYear), {
      at: deadline + dayMs,
      policy,
      method: 'global_opt_out',
    });
    const next = somePolicy({ id: '2026-2', publishedAt: deadline + 2 * dayMs });
    for (const policies of [[policy], [policy, next]]) {
      const sharing = account.decide(policies, deadline + 3 * dayMs);
      expect(sharing.globalOptOut).toBe(true);
      expect(ads(sharing)).toMatchObject({ because: 'global_opt_out', state: 'objected' });
      expect(security(sharing)).toBe(true);
    }
  });

  it('names the record that a state follows from', () => {
    const all = { policy, method: 'global_opt_out' as const };
    const ended = { policy, method: 'global_opt_out_ended' as const };
    const account = accountOf(
      accepted(newYear),
      { ...all, at: deadline + dayMs },
      { ...ended, at: deadline + 2 * dayMs },
      says('withdrawn', deadline + 3 * dayMs),
    );
    const by = (records: number) => {
      const known = { records: account.ordered.slice(0, records) };
      const { state, decidedBy } = ads(account.decide([policy], deadline + 9 * dayMs, known));
      return { state, order: account.ordered.findIndex(({ hash }) => hash === decidedBy) + 1 };
    };
    expect(by(0)).toEqual({ state: 'requested', order: 0 });
    expect(by(1)).toEqual({ state: 'notified', order: 1 });
    // Too late for a switch: what holds is what was said before.
    for (const records of [2, 3, 4]) expect(by(records)).toEqual({ state: 'objected', order: 2 });
  });

  it('is opened again by a newer version, and the older yes goes on meanwhile', () => {
    const next = somePolicy({
      id: '2026-2',
      publishedAt: newYear + 20 * dayMs,
      effectiveAt: newYear + 60 * dayMs,
    });
    const account = accountOf(accepted(newYear), {
      ...accepted(newYear + 40 * dayMs),
      policy: next,
    });
    expect(ads(account.decide([policy, next], newYear + 50 * dayMs))).toMatchObject({
      allowed: true,
      startsAt: newYear,
      deadlineAt: newYear + 90 * dayMs,
      locked: false,
    });
    expect(ads(account.decide([policy, next], newYear + 90 * dayMs))).toMatchObject({
      allowed: true,
      locked: true,
    });
  });

  it('starts by the later clock when a device accepts with a wrong one', () => {
    const behind = accountOf({ ...accepted(newYear - 400 * dayMs), receivedAt: newYear + dayMs });
    expect(ads(behind.decide([policy], newYear + 2 * dayMs)).deadlineAt).toBe(deadline + dayMs);
    const ahead = accountOf({ ...accepted(newYear + 9 * dayMs), receivedAt: newYear });
    const early = ahead.decide([policy], newYear + 8 * dayMs);
    expect(allowed(early)).toEqual([]);
    expect(ads(early).because).toBe('not_started');
    expect(ads(ahead.decide([policy], newYear + 9 * dayMs)).allowed).toBe(true);
  });
});

describe('the global opt-out, ended', () => {
  const out: Said = { at: newYear + 1, policy, method: 'global_opt_out' };
  const end: Said = { at: newYear + 3, policy, method: 'global_opt_out_ended' };

  it('gives nothing by itself, nor what was said while it held', () => {
    const account = accountOf(accepted(newYear), out, says('given', newYear + 2), end);
    const sharing = account.decide([policy], newYear + 9);
    expect(sharing.globalOptOut).toBe(false);
    expect(ads(sharing)).toMatchObject({ allowed: false, because: 'refused' });
    account.deliver(account.phone.say(says('given', newYear + 4)), newYear + 4);
    expect(ads(account.decide([policy], newYear + 9)).allowed).toBe(true);
  });

  it('by a device that had not seen it, goes on', () => {
    const account = accountOf(accepted(newYear));
    const other = account.device(2);
    account.deliver(account.phone.say(out), newYear + 2);
    account.deliver(other.say(end), newYear + 3);
    expect(account.decide([policy], newYear + 9).globalOptOut).toBe(true);
  });
});
