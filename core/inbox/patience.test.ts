import { expect, test } from 'vitest';
import { createPatience } from './patience.ts';

test('who costs two seconds is not tried again before time has passed; others are', () => {
  let now = 0;
  const patience = createPatience(() => now);
  for (let tries = 0; tries < 20; tries++) {
    expect(patience.has('a')).toBe(true);
    patience.spend('a', 100);
  }
  expect([patience.has('a'), patience.has('b')]).toEqual([false, true]);
  now += 1_000;
  expect(patience.has('a')).toBe(true);
  patience.spend('a', 100);
  expect(patience.has('a')).toBe(false);
});

test('what fails at once, as it does when a session is lost, is always tried', () => {
  const patience = createPatience(() => 0);
  for (let tries = 0; tries < 1_000; tries++) patience.spend('a', 0.5);
  expect(patience.has('a')).toBe(true);
});

test('a computer that slept while a message was tried does not count against who wrote it', () => {
  let now = 0;
  const patience = createPatience(() => now);
  patience.spend('a', 8 * 3_600_000);
  expect(patience.has('a')).toBe(true);
  patience.spend('a', 8 * 3_600_000);
  patience.spend('a', 8 * 3_600_000);
  expect(patience.has('a')).toBe(false);
  now += 21_000;
  expect(patience.has('a')).toBe(true);
});
