import { getEventListeners } from 'node:events';
import { expect, it } from 'vitest';
import { createHandClock } from '../testing/hand-clock.ts';
import { pause } from './pause.ts';

const listeners = ({ signal }: AbortController): number =>
  getEventListeners(signal, 'abort').length;

it('is over when its time is, and leaves nothing on the signal', async () => {
  const clock = createHandClock();
  const given = new AbortController();
  const { over } = pause(clock, 60_000, given.signal);
  expect(listeners(given)).toBe(1);
  clock.forward(60_000);
  await over;
  expect(listeners(given)).toBe(0);
});

it('is over when it is given up, now or before it began, and when it is ended', async () => {
  const clock = createHandClock();
  const given = new AbortController();
  const first = pause(clock, 60_000, given.signal);
  given.abort();
  await first.over;
  await pause(clock, 60_000, given.signal).over;
  const other = new AbortController();
  const third = pause(clock, 60_000, other.signal);
  third.end();
  await third.over;
  expect(listeners(other)).toBe(0);
});
