import { expect, it } from 'vitest';
import { daySchema } from './fields.ts';

it('takes days that the calendar has', () => {
  for (const day of ['2026-11-30', '2028-02-29', '2026-01-01'])
    expect(daySchema.safeParse(day).success).toBe(true);
  for (const day of ['2026-11-77', '2026-02-29', '2026-13-01', '2026-00-10', '2026-1-1', ''])
    expect(daySchema.safeParse(day).success).toBe(false);
});
