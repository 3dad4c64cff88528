import * as z from 'zod/mini';

/** Bounds of how long a message stays once it was seen, and of the versions of a chat's timer. */
export const timerLimits = {
  leastS: 1,
  /** A year. */
  mostS: 31_536_000,
  mostVersion: 2_147_483_647,
  /** How far above the known version a told one may be. */
  mostVersionStep: 100_000,
} as const;

/** What a person can pick without typing, in seconds. */
export const timerChoicesS = [30, 300, 3_600, 28_800, 86_400, 604_800, 2_419_200] as const;

/** How long messages of a chat stay once they were seen, in seconds; null: until they are deleted. */
export const timerValueSchema = z.nullable(
  z.int().check(z.minimum(timerLimits.leastS), z.maximum(timerLimits.mostS)),
);

/** As another program says it: a later one may allow more than this one. */
export const toldAfterSchema = z.int().check(z.minimum(timerLimits.leastS));
/** Grows by one each time that a chat's timer is set. */
export const timerVersionSchema = z.int().check(z.minimum(1), z.maximum(timerLimits.mostVersion));

/** The timer of a chat. Version 0: nobody set one. */
export interface Timer {
  readonly afterS: number | null;
  readonly version: number;
}

/** Seconds that another program told, brought to what this one allows; null stays null. */
export const toTimerValue = (afterS: number | null): number | null =>
  afterS === null ? null : Math.min(afterS, timerLimits.mostS);

/**
 * Whether `told` takes the place of `known`: by version, and of two with the same version the one under which messages stay
 * shorter. So both sides come to the same, whatever they hear first.
 */
export const isTimerAfter = (told: Timer, known: Timer): boolean => {
  if (told.version !== known.version) return told.version > known.version;
  return (told.afterS ?? Number.POSITIVE_INFINITY) < (known.afterS ?? Number.POSITIVE_INFINITY);
};
