import { vi } from 'vitest';
import type { HandClock } from '../../testing/hand-clock.ts';
import type { Person } from '../../testing/world.ts';

/** What counts for every chat of somebody; null for nothing. */
export const alarmOf = async (person: Person) =>
  (await person.handlers().encryption.alarm({})).alarm;

/** A little more than what is in doubt has to be made good. */
const minuteMs = 62_000;

/** Time passes, a minute at once or what is said, until it is so. */
export const minutesUntil = (
  { clock }: { readonly clock: Pick<HandClock, 'forward'> },
  is: () => Promise<boolean>,
  stepMs = minuteMs,
): Promise<boolean> =>
  vi.waitUntil(
    () => {
      clock.forward(stepMs);
      return is();
    },
    // Time that passes faster than the network answers ends a connection.
    { timeout: 90_000, interval: stepMs < minuteMs ? 200 : 500 },
  );
