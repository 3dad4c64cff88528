import { afterEach, beforeEach, expect, test } from 'vitest';
import { eachStore } from '../store/testing/each-store.ts';
import { accountId } from '../store/testing/sample.ts';
import { createHandClock, type HandClock } from '../testing/hand-clock.ts';
import { loneContext } from '../testing/lone-context.ts';
import { dayMs, goodForMs, hourMs } from './periods.ts';
import { createTellAged, type TellAged } from './tell-aged.ts';

const stores = eachStore();
let clock: HandClock;
let aged: TellAged;
let told: number;
beforeEach(() => {
  clock = createHandClock();
  told = 0;
  aged = createTellAged(loneContext(stores.store, { clock }), () => {
    told++;
  });
});
afterEach(() => aged.close());

/** This one's entry agrees now. */
const agrees = (of: number): void =>
  stores.store.keyEntries.save({
    accountId: accountId(of),
    epoch: 1,
    position: 3,
    version: 1,
    chain: new Uint8Array(32),
    keyHash: null,
    state: 'agrees',
    checkedAt: clock.now(),
    lookedAt: clock.now(),
    doubtedAt: null,
    evidence: null,
    mark: null,
  });
/** Hours pass, one by one. */
const hours = (count: number): void => {
  for (let hour = 0; hour < count; hour++) clock.forward(hourMs);
};

test('within an hour after what agreed did so three days ago it is told, and once', () => {
  agrees(1);
  hours(36);
  agrees(2);
  hours(35);
  expect(told).toBe(0);
  hours(2);
  expect(told).toBe(1);
  hours(30);
  expect(told).toBe(1);
  hours(8);
  expect(told).toBe(2);
  hours(100);
  expect(told).toBe(2);
});

test('what agreed again since is not told, nor what was too old from the start', () => {
  agrees(1);
  for (let day = 0; day < 5; day++) {
    hours(24);
    agrees(1);
  }
  expect(told).toBe(0);
  clock.set(4 * dayMs);
  const later = createTellAged(loneContext(stores.store, { clock }), () => {
    throw new Error('it was said so when it was asked for');
  });
  hours(5);
  later.tell();
  later.close();
});

test('of a number or username that has to be said once more it is told as well', () => {
  const name = { accountId: accountId(1), kind: 'number', value: '+60123456701' } as const;
  stores.store.keyLabels.save({
    ...name,
    secret: null,
    labelKey: null,
    chain: null,
    epoch: 1,
    mark: 3,
    state: 'agrees',
    checkedAt: clock.now(),
    lookedAt: clock.now(),
    doubtedAt: null,
    foundAt: null,
    lastFoundAt: null,
    proved: false,
  });
  hours(71);
  expect(told).toBe(0);
  hours(2);
  expect(told).toBe(1);
});

test('after the computer slept it is told with the connection; and again where the clock is set back', () => {
  agrees(1);
  clock.sleep(goodForMs);
  expect(told).toBe(0);
  aged.tell();
  expect(told).toBe(1);
  clock.set(-dayMs);
  aged.tell();
  aged.tell();
  expect(told).toBe(2);
});
