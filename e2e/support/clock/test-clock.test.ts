import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createTestClock, dayMs, hourMs, type TestClock } from './test-clock.ts';

let clock: TestClock;
beforeEach(async () => {
  clock = await createTestClock();
});
afterEach(() => clock.close());

const timesOf = (args: readonly string[]): number[] => {
  const script =
    'console.log(JSON.stringify([Date.now(), +new Date(), Date.parse(Date()), +new Date(5), Date.UTC(1970, 0, 1), new Date() instanceof Date]))';
  const run = spawnSync(process.execPath, [...args, '-e', script], {
    env: { ...process.env, ...clock.env },
    encoding: 'utf8',
  });
  return JSON.parse(run.stdout);
};

it('moves every way of asking for the time, and no date that was given', async () => {
  await clock.advance(40 * dayMs);
  const [asked = 0, made = 0, spelt = 0, ...given] = timesOf(clock.nodeArguments);
  for (const at of [asked, made, spelt]) expect(Math.abs(at - clock.now())).toBeLessThan(hourMs);
  expect(given).toEqual([5, 0, true]);
});

it('goes back as well, and to a moment', async () => {
  const moment = Date.UTC(2020, 1, 29);
  await clock.moveTo(moment);
  await clock.advance(-dayMs);
  const [asked = 0] = timesOf(clock.nodeArguments);
  expect(Math.abs(asked - (moment - dayMs))).toBeLessThan(hourMs);
});

it('has time pass with every way forward, and none with a clock that is put back or set', async () => {
  const before = clock.elapsed();
  await clock.advance(hourMs);
  await clock.advance(-dayMs);
  await clock.moveTo(Date.UTC(2040, 1, 29));
  expect(clock.elapsed() - before).toBeGreaterThanOrEqual(hourMs);
  expect(clock.elapsed() - before).toBeLessThan(2 * hourMs);
});

it('is nothing to a program that was not started with it', async () => {
  await clock.advance(40 * dayMs);
  const [asked = 0] = timesOf([]);
  expect(Math.abs(asked - Date.now())).toBeLessThan(hourMs);
});
