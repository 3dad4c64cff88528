import { expect, test } from 'vitest';
import { createHandClock } from '../testing/hand-clock.ts';
import { createSchedule } from './schedule.ts';

const hourMs = 3_600_000;

/** A schedule, by a clock that a test puts forward, and how often its work was done. */
const scheduled = () => {
  const clock = createHandClock();
  let done = 0;
  const schedule = createSchedule(clock, () => {
    done++;
  });
  return { ...schedule, clock, done: () => done };
};

test('the earliest that was planned counts, and once', () => {
  const { plan, close, clock, done } = scheduled();
  plan(hourMs);
  plan(60_000);
  plan(2 * hourMs);
  clock.forward(59_000);
  expect(done()).toBe(0);
  clock.forward(2_000);
  expect(done()).toBe(1);
  clock.forward(3 * hourMs);
  expect(done()).toBe(1);
  plan(0);
  close();
  clock.forward(hourMs);
  expect(done()).toBe(1);
});

test.each([
  ['now', 0],
  ['in an hour', hourMs],
])(
  'what fell due while the computer slept is done when something is planned again, be it %s',
  (_, againMs) => {
    const { plan, close, clock, done } = scheduled();
    plan(hourMs);
    // Timers stand still meanwhile: this one has all of its hour before it.
    clock.sleep(8 * hourMs);
    clock.forward(1_000);
    expect(done()).toBe(0);
    plan(againMs);
    clock.forward(1_000);
    expect(done()).toBe(1);
    close();
  },
);

test('what is due later than the computer slept keeps its time', () => {
  const { plan, close, clock, done } = scheduled();
  plan(2 * hourMs);
  clock.sleep(hourMs);
  plan(3 * hourMs);
  plan(60_000);
  clock.forward(61_000);
  expect(done()).toBe(1);
  close();
});
