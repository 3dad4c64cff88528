import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CodedError } from '../../contract/errors/coded-error.ts';
import { eachStore } from '../store/testing/each-store.ts';
import { accountId } from '../store/testing/sample.ts';
import { createHandClock, type HandClock } from '../testing/hand-clock.ts';
import { loneContext } from '../testing/lone-context.ts';
import { createKeyLog, type KeyLog } from './key-log.ts';
import { createToldToLook } from './told-to-look.ts';

const own = accountId(0);
const minuteMs = 60_000;

const here = eachStore();
let clock: HandClock;
let keyLog: KeyLog;
let isUp: boolean;
/** How often the server was asked for its log, which it cannot show. */
let asked: number;
/** What is due goes off, and is over within the turn: nothing here waits for a disk or a network. */
const quiet = (): Promise<void> => {
  clock.forward(0);
  return turn();
};
beforeEach(() => {
  clock = createHandClock();
  [isUp, asked] = [true, 0];
  const account = { accountId: own, number: '+60123456701', username: null };
  keyLog = createKeyLog(loneContext(here.store, { clock }), {
    account: {
      ready: () => account as never,
      pin: () => ({ publicKey: 'c2VydmVy' }) as never,
      api: () =>
        (async () => {
          asked++;
          throw new CodedError('unavailable');
        }) as never,
    },
    link: { isUp: () => isUp, whenUp: async () => 'http://127.0.0.1:9' },
    carrying: { changed: () => undefined, tellAgain: () => undefined },
    registers: { value: () => undefined, isKnown: () => true, onChanged: () => () => undefined },
    demandsWitness: () => false,
    onVerdict: () => undefined,
  });
});
afterEach(() => keyLog.close());

const hears = async (): Promise<void> => {
  keyLog.heardToLook(own);
  keyLog.onToldToLook();
  await quiet();
};

test('however often it is told to look, a server that cannot answer is asked no sooner again', async () => {
  await hears();
  expect(asked).toBe(1);
  for (let words = 0; words < 50; words++) await hears();
  expect(asked).toBe(1);
  // As after any failure: later, and later each time.
  const after: number[] = [];
  for (let minutes = 0; minutes < 10; minutes++) {
    clock.forward(minuteMs);
    await hears();
    after.push(asked);
  }
  expect(after[0]).toBe(2);
  expect(asked).toBeLessThan(7);
});

test('what was said while there was no connection is looked at with the next', async () => {
  isUp = false;
  await hears();
  expect(asked).toBe(0);
  isUp = true;
  keyLog.onUp();
  await quiet();
  for (let seconds = 0; seconds < 60 && asked === 0; seconds++) {
    clock.forward(1_000);
    await quiet();
  }
  expect(asked).toBe(1);
  expect(createToldToLook(here.store.meta).is(own)).toBe(true);
});

test('a word stands until a look that began after it, and is for one account', () => {
  const told = createToldToLook(here.store.meta);
  told.hear(own);
  expect([told.is(own), told.is(accountId(1))]).toEqual([true, false]);
  const before = told.looking();
  told.hear(own);
  before();
  expect(told.is(own)).toBe(true);
  told.looking()();
  expect(told.is(own)).toBe(false);
});

test('of words that come one after another each has its look within a minute, and no two looks are for them sooner', () => {
  const told = createToldToLook(here.store.meta);
  // The second look is at a minute: what comes then or just after waits for the third.
  expect([0, 1_000, 59_000, minuteMs, minuteMs + 1].map(told.waitMs)).toEqual([
    0,
    59_000,
    1_000,
    minuteMs,
    minuteMs - 1,
  ]);
  expect(told.waitMs(10 * minuteMs)).toBe(0);
});
