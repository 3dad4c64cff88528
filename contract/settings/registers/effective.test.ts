import { describe, expect, it } from 'vitest';
import { only } from '../audience.ts';
import { beforeNewest, type Clocks, effectiveAt, nextEnd, setAgain } from './effective.ts';
import { merge, type Register, written } from './register.ts';
import { comparisonEnds, type RegisterRules, rulesOf } from './rules.ts';
import { weight, weightOf } from './weight.ts';

const account = '00000000-0000-4000-8000-000000000001';
const needRules = (key: string): RegisterRules => {
  const rules = rulesOf(key);
  if (!rules) throw new Error(`no rules for ${key}`);
  return rules;
};
const typing = needRules('privacy.sendTyping');
const photo = needRules('privacy.whoSeesPhoto');
const laptop = { replica: '00000000000000aa', device: 'Laptop', now: 1_000 };
const phone = { replica: '00000000000000bb', device: 'Phone', now: 2_000 };
const write = (value: unknown, end: { at: number; back: unknown } | null = null, by = laptop) =>
  written([], { ...by, value, end });
const at = (rules: RegisterRules, register: Register, localNow: number, serverNow: number | null) =>
  effectiveAt(rules, register, { localNow, serverNow }).value;

describe('a value with an end', () => {
  const off = write(false, { at: 5_000, back: true });
  const on = write(true, { at: 5_000, back: false });

  it('that loosens ends when the server says that it is time, whatever this computer says', () => {
    expect(at(typing, off, 4_999, 4_999)).toBe(false);
    expect(at(typing, off, 9_000_000, null)).toBe(false);
    expect(at(typing, off, 9_000_000, 4_999)).toBe(false);
    expect(at(typing, off, 0, 5_000)).toBe(true);
  });

  it('that tightens ends as soon as either clock says so', () => {
    expect(at(typing, on, 4_999, 4_999)).toBe(true);
    expect(at(typing, on, 5_000, null)).toBe(false);
    expect(at(typing, on, 0, 5_000)).toBe(false);
  });

  it('that does both is stricter in all until the server says so', () => {
    const shown = { audience: 'contacts', always: [account], never: [] };
    const mixed = write(shown, { at: 5_000, back: only('everyone') });
    expect(at(photo, mixed, 1_000, 1_000)).toEqual(shown);
    expect(at(photo, mixed, 6_000, null)).toEqual(only('contacts'));
    expect(at(photo, mixed, 6_000, 5_000)).toEqual(only('everyone'));
  });

  it('says when, until it has ended', () => {
    const clocks = (localNow: number, serverNow: number | null): Clocks => ({
      localNow,
      serverNow,
    });
    expect(effectiveAt(typing, off, clocks(1, null)).until).toEqual({ at: 5_000, back: true });
    expect(nextEnd(typing, off, clocks(9_000, null))).toBe(5_000);
    expect(effectiveAt(typing, off, clocks(1, 5_000)).until).toBeNull();
    expect(nextEnd(typing, off, clocks(1, 5_000))).toBeNull();
    expect(nextEnd(typing, on, clocks(5_000, null))).toBeNull();
  });
});

describe('values that were written apart', () => {
  it('hold at the stricter, and ask', () => {
    const apart = merge(write(true), write(false, null, phone));
    expect(effectiveAt(typing, apart, { localNow: 0, serverNow: 0 })).toMatchObject({
      value: false,
      conflict: true,
    });
    const alike = merge(write(false), write(false, null, phone));
    expect(effectiveAt(typing, alike, { localNow: 0, serverNow: 0 }).conflict).toBe(false);
  });

  it('of what gives nothing away: the newest stands, and nobody is asked', () => {
    const rules: RegisterRules = { ...typing };
    const { lattice: _, ...plain } = rules;
    const apart = merge(write(true), write(false, null, phone));
    expect(effectiveAt(plain, apart, { localNow: 0, serverNow: 0 })).toMatchObject({
      value: false,
      conflict: false,
    });
  });

  it('keep somebody blocked, and a key unverified', () => {
    const blocked = needRules(`block:${account}`);
    expect(at(blocked, merge(write(false), write(true, null, phone)), 0, 0)).toBe(true);
    const verified = needRules(`verified:${account}`);
    const hash = 'ab'.repeat(32);
    expect(at(verified, merge(write(hash), write(null, null, phone)), 0, 0)).toBeNull();
    expect(at(verified, merge(write(hash), write('cd'.repeat(32), null, phone)), 0, 0)).toBeNull();
    expect(at(verified, merge(write(hash), write(hash, null, phone)), 0, 0)).toBe(hash);
    for (const end of comparisonEnds) {
      expect(at(verified, write(end), 0, 0)).toBeNull();
      expect(at(verified, merge(write(hash), write(end, null, phone)), 0, 0)).toBeNull();
      // None was, whatever it ended by: nobody is asked about that, and it takes no room from others.
      const ends = merge(write(end), write(null, null, phone));
      expect(effectiveAt(verified, ends, { localNow: 0, serverNow: 0 }).conflict).toBe(false);
      expect(weightOf(`verified:${account}`, ends)).toBe(weight.idle);
    }
  });

  it('in one chat: off rules over as the account has it, and that over on', () => {
    const chat = needRules(`chat:${account}:sendTyping`);
    expect(at(chat, merge(write(null), write(true, null, phone)), 0, 0)).toBeNull();
    expect(at(chat, merge(write(null), write(false, null, phone)), 0, 0)).toBe(false);
  });
});

describe('a register', () => {
  it('holds what applies in doubt where its value is not understood, and keeps the write', () => {
    const odd = write('sometimes');
    expect(at(typing, odd, 0, 0)).toBe(false);
    expect(odd[0]?.value).toBe('sometimes');
    expect(at(photo, write({ ...only('everyone'), friends: true }), 0, 0)).toEqual(only('nobody'));
    expect(at(needRules(`block:${account}`), write('maybe'), 0, 0)).toBe(true);
  });

  it('has no rules here where its key is of another part or a later version', () => {
    for (const key of [
      'profile:name',
      'appearance.theme',
      'privacy.later',
      `chat:${account}:findableByNumber`,
      `block:${account}:more`,
      'block:nobody',
    ])
      expect(rulesOf(key)).toBeNull();
  });

  it('never lets a refusal of one who is blocked end by itself', () => {
    expect(needRules(`block:${account}`).temporary).toBe(false);
    expect(needRules('privacy.findableByNumber').temporary).toBe(false);
  });
});

describe('a value that is set again', () => {
  const clocks = (localNow: number, serverNow: number | null): Clocks => ({ localNow, serverNow });
  const end = { at: 5_000, back: true };
  const off = write(false, end);
  const [first] = off;
  if (!first) throw new Error('nothing was written');

  it('keeps its end while that is to come, and one that loosens until the server says so', () => {
    const running = { value: false, until: end };
    expect(setAgain(typing, first, clocks(4_000, 4_000))).toEqual(running);
    expect(setAgain(typing, first, clocks(9_000_000, 4_000))).toEqual(running);
    expect(setAgain(typing, first, clocks(9_000_000, null))).toEqual(running);
    expect(setAgain(typing, first, clocks(0, 5_000))).toEqual({ value: true, until: null });
  });

  it('before the newest is what stood then: with its end, or the stricter of what stood apart', () => {
    const after = written(off, { ...phone, value: true, end: null });
    expect(beforeNewest(typing, after, clocks(3_000, 3_000))).toEqual({ value: false, until: end });
    const apart = merge(write(false), write(true, null, phone));
    const picked = written(apart, { ...phone, value: true, end: null });
    expect(beforeNewest(typing, picked, clocks(3_000, 3_000))).toEqual({
      value: false,
      until: null,
    });
    expect(beforeNewest(typing, write(false), clocks(3_000, 3_000))).toEqual({
      value: true,
      until: null,
    });
  });
});
