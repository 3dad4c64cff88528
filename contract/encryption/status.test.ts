import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type EncryptionFacts,
  type EncryptionState,
  encryptionStates,
  failuresOfAll,
  isOfAll,
  toEncryptionStatus,
  withheldReasons,
} from './status.ts';
import { statusOf, truths } from './testing/model.ts';

/** Few, so that they are often the same. */
const hash = fc.constantFrom('aa'.repeat(32), 'bb'.repeat(32), 'cc'.repeat(32));
const facts: fc.Arbitrary<EncryptionFacts> = fc.record({
  keyHash: fc.option(hash),
  isOtherShown: fc.boolean(),
  verifiedKeyHash: fc.option(hash),
  differingKeyHash: fc.option(hash),
  log: fc.constantFrom('agrees', 'unavailable', 'contradicts', null),
});
const rank = (state: EncryptionState): number => encryptionStates.indexOf(state);

it('what is withheld from everybody is told apart from what is withheld from one', () => {
  expect(failuresOfAll).toEqual(['own_entry', 'log']);
  expect([...withheldReasons, null].filter(isOfAll)).toEqual(failuresOfAll);
});

describe('the state of a chat’s encryption', () => {
  it('is the first that holds, in the order in which they are named', () => {
    expect(encryptionStates).toEqual([
      'check_failed',
      'key_changed',
      'numbers_differ',
      'check_unavailable',
      'verified',
      'not_verified',
    ]);
    fc.assert(
      fc.property(facts, (given) => {
        const { state, isVerified } = toEncryptionStatus(given);
        const held = [
          given.log === 'contradicts',
          given.isOtherShown,
          given.keyHash !== null && given.keyHash === given.differingKeyHash,
          given.log === 'unavailable',
          isVerified,
          true,
        ];
        expect(rank(state)).toBe(held.indexOf(true));
      }),
    );
  });

  it('is what is promised, once more in other words, whatever is so', () => {
    for (const truth of truths) {
      const keyHash = 'aa'.repeat(32);
      const log = truth.unchecked ? 'unavailable' : 'agrees';
      expect(
        toEncryptionStatus({
          keyHash,
          isOtherShown: truth.changed,
          verifiedKeyHash: truth.compared ? keyHash : 'bb'.repeat(32),
          differingKeyHash: truth.differs ? keyHash : null,
          log: truth.failed ? 'contradicts' : log,
        }),
      ).toEqual(statusOf(truth));
    }
  });

  it('is verified for the very key that was compared, and for no other', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const { state, isVerified } = toEncryptionStatus(given);
        const { keyHash, verifiedKeyHash, differingKeyHash } = given;
        const isIt = keyHash === verifiedKeyHash && keyHash !== differingKeyHash;
        expect(isVerified).toBe(keyHash !== null && isIt);
        if (state === 'verified') expect(isVerified).toBe(true);
      }),
    );
  });

  it('does not stay verified when another key comes into use, or none is known', () => {
    fc.assert(
      fc.property(facts, fc.option(hash), (given, next) => {
        const before = toEncryptionStatus(given);
        const after = toEncryptionStatus({ ...given, keyHash: next });
        if (before.isVerified && next !== given.keyHash) {
          expect(after.isVerified).toBe(false);
          expect(after.state).not.toBe('verified');
        }
      }),
    );
  });

  it('says beside an unavailable check, a change or a contradiction that the key was compared, and shows them first', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const keyHash = 'aa'.repeat(32);
        const compared = { ...given, keyHash, verifiedKeyHash: keyHash, differingKeyHash: null };
        const { state, isVerified } = toEncryptionStatus(compared);
        expect(isVerified).toBe(true);
        const isCalm = !given.isOtherShown && (given.log === null || given.log === 'agrees');
        expect(state === 'verified').toBe(isCalm);
      }),
    );
    const compared = {
      keyHash: 'aa'.repeat(32),
      verifiedKeyHash: 'aa'.repeat(32),
      differingKeyHash: null,
    };
    expect(toEncryptionStatus({ ...compared, isOtherShown: false, log: 'unavailable' })).toEqual({
      state: 'check_unavailable',
      isVerified: true,
    });
  });
});
