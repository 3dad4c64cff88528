import { limits } from '../../contract/wire/limits.ts';

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
