import { limits } from '../../contract/wire/limits.ts';

/**
 * How far the server's clock is ahead of this computer's, in ms, from what it told in an answer that was asked for at `askedAt` and came
 * at `cameAt`. Not bounded: what is shared goes by the server's clock, whatever this computer's says.
 */
export const serverAheadMs = (told: number, askedAt: number, cameAt: number): number =>
  told - Math.round((askedAt + cameAt) / 2);

const slackMs = 86_400_000;

/**
 * A time that the server told, in milliseconds, brought to where it can be: not before `earliest` (absent: as long ago as an
 * envelope waits at most) and not after now, give or take the day that a computer's clock may be wrong.
 */
export const toServerTime = (
  told: number,
  now: number,
  earliest = now - limits.envelopeLifetimeMs,
): number => Math.min(Math.max(told, earliest - slackMs, 0), now + slackMs);
