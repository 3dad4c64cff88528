import { isCodedError } from '../../contract/errors/coded-error.ts';
import type { HandClock } from './hand-clock.ts';
import { quiet } from './stirrings.ts';
import type { Person } from './world.ts';

/** A little more than what is in doubt has to be made good. */
const minuteMs = 62_000;
const mostMs = 150_000;
/** Less than a day, in minutes: nothing that is daily happens by itself. */
const mostSteps = 450;

/**
 * Time passes, a minute at once or what is said, until it is so. It stands still while anybody waits for an answer: faster than the network answers it
 * would end every connection and request.
 */
export const timePassesUntil = async (
  { clock }: { readonly clock: Pick<HandClock, 'forward'> },
  is: () => Promise<boolean>,
  stepMs = minuteMs,
): Promise<void> => {
  const late = performance.now() + mostMs;
  let steps = 0;
  do {
    if (performance.now() > late || ++steps > mostSteps)
      throw new Error('time passed, and it did not come to that');
    clock.forward(stepMs);
    await quiet();
  } while (!(await is()));
};

/** Looks at the log of keys by hand; gives whether they were connected: a day that passes at once ends that. */
export const looksIfOnline = async (person: Person): Promise<boolean> => {
  try {
    await person.handlers().encryption.checkNow({});
    return true;
  } catch (error) {
    if (isCodedError(error) && error.code === 'offline') return false;
    throw error;
  }
};

/** As `looksIfOnline`, once the connection is there. */
export const looksNow = (person: Person): Promise<boolean> =>
  person.own().until(() => looksIfOnline(person));
