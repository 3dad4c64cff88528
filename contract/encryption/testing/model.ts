import type { EncryptionState, EncryptionStatus } from '../status.ts';

/** What is so of a chat's keys, as whoever drives the world of a test knows it. */
export interface Truth {
  /** The log of keys says something else than the key in use, or contradicts itself. */
  readonly failed: boolean;
  /** Other keys are shown, and the person did not decide about them. */
  readonly changed: boolean;
  /** The person said of the key in use that the numbers were not the same, after whatever was compared before. */
  readonly differs: boolean;
  /** The log could not be looked at for too long. */
  readonly unchecked: boolean;
  /** The key in use is the very one that was compared. */
  readonly compared: boolean;
}

/**
 * What has to be said then: the promised order once more, in so many words and without the code that is held against it. `unchecked` stands
 * beside what was compared, never in its place.
 */
export const statusOf = ({
  failed,
  changed,
  differs,
  unchecked,
  compared,
}: Truth): EncryptionStatus => {
  const say = (state: EncryptionState): EncryptionStatus => ({ state, isVerified: compared });
  if (failed) return say('check_failed');
  if (changed) return say('key_changed');
  if (differs) return say('numbers_differ');
  if (unchecked) return say('check_unavailable');
  return say(compared ? 'verified' : 'not_verified');
};

/** Whether what is written waits. */
export const waitsIn = ({ failed, changed }: Truth): boolean => failed || changed;

/** The words for it, by the name of their text. */
export type Called = EncryptionState | 'unchecked_verified';

/** What a person reads of it. */
export const calledIn = (truth: Truth): Called => {
  const { state, isVerified } = statusOf(truth);
  return state === 'check_unavailable' && isVerified ? 'unchecked_verified' : state;
};

const either = [false, true] as const;
/** All that can be so. */
export const truths: readonly Truth[] = either.flatMap((failed) =>
  either.flatMap((changed) =>
    either.flatMap((unchecked) => [
      ...either.map((compared) => ({ failed, changed, differs: false, unchecked, compared })),
      { failed, changed, differs: true, unchecked, compared: false },
    ]),
  ),
);
