import { describe, expect, it } from 'vitest';
import { createFormats } from '../../i18n/formats.ts';
import { toActive } from './to-day.ts';

const formats = createFormats('en-GB');
const now = Date.UTC(2026, 10, 23, 14, 6);
const say = (day: string, at = now) => {
  const active = toActive(day, at);
  return formats.day(active.at, active.now);
};

describe('the day a device was last active', () => {
  it.each([
    ['2026-11-23', 'Today'],
    ['2026-11-22', 'Yesterday'],
    ['2026-11-19', 'Thursday'],
    ['2026-10-02', '2 October'],
    ['2025-10-02', '2 October 2025'],
  ])('%s is %s', (day, words) => {
    expect(say(day)).toBe(words);
  });

  it('is counted as the server counts days, at both ends of one', () => {
    expect(say('2026-11-23', Date.UTC(2026, 10, 23, 0, 1))).toBe('Today');
    expect(say('2026-11-23', Date.UTC(2026, 10, 23, 23, 59))).toBe('Today');
    expect(say('2026-11-23', Date.UTC(2026, 10, 24, 0, 1))).toBe('Yesterday');
  });

  it('is never to come, where a clock here is behind', () => {
    expect(say('2026-11-24')).toBe('Today');
  });
});
