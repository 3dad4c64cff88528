import { expect, it } from 'vitest';
import { createFormats, daysBetween, toDayKey } from './formats.ts';

const at = (day: number, hour = 14, minute = 5, month = 10, year = 2026) =>
  new Date(year, month, day, hour, minute).getTime();
const now = at(23, 16);

it.each([
  ['en-GB', at(23), 'Today', '14:05'],
  ['en-GB', at(22, 23, 59), 'Yesterday', 'Yesterday'],
  ['en-GB', at(18), 'Wednesday', 'Wed'],
  ['en-GB', at(3), '3 November', '3 Nov'],
  ['en-GB', at(3, 14, 5, 10, 2025), '3 November 2025', '03/11/2025'],
  ['ms-MY', at(23), 'Hari ini', '14:05'],
  ['ms-MY', at(22), 'Semalam', 'Semalam'],
  ['ms-MY', at(18), 'Rabu', 'Rab'],
])('%s: %d', (locale, moment, day, short) => {
  const formats = createFormats(locale);
  expect(formats.day(moment, now)).toBe(day);
  expect(formats.short(moment, now)).toBe(short);
});

it('says since when with the day once it is another day', () => {
  const formats = createFormats('en-GB');
  expect(formats.since(at(23), now)).toBe('14:05');
  expect(formats.since(at(20), now)).toBe('20 Nov, 14:05');
  expect(formats.since(at(20, 14, 5, 10, 2025), now)).toBe('20 Nov 2025, 14:05');
});

it('counts calendar days, not spans of 24 hours', () => {
  expect(daysBetween(at(22, 23, 59), at(23, 0, 1))).toBe(1);
  expect(daysBetween(at(23, 0, 1), at(23, 23, 59))).toBe(0);
  expect(toDayKey(at(3, 0, 1))).toBe('2026-11-03');
});
