import { describe, expect, it } from 'vitest';
import { meetsAim } from './report.ts';
import { median, percentile, rounded, slope } from './stats.ts';
import { takeTurns } from './turns.ts';

describe('statistics', () => {
  it('find the middle and the tails', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(percentile([...Array(1000).keys()], 0.998)).toBe(997);
    expect(percentile([5], 0.99)).toBe(5);
    expect(median([])).toBeNaN();
  });

  it('find the slope, whatever the offset', () => {
    expect(
      slope([
        [1_000, 5.5],
        [2_000, 6],
        [5_000, 7.5],
      ]),
    ).toBeCloseTo(0.0005);
  });

  it('round for reading', () => {
    expect(rounded(1.234567)).toBe(1.235);
    expect(rounded(46_123.4)).toBe(46_120);
  });

  it('hold a ratio against its aim from the right side', () => {
    expect(meetsAim({ ratio: 1.3, aim: 1.3, better: 'lower' })).toBe(true);
    expect(meetsAim({ ratio: 1.31, aim: 1.3, better: 'lower' })).toBe(false);
    expect(meetsAim({ ratio: 0.59, aim: 0.6, better: 'higher' })).toBe(false);
  });
});

describe('turns', () => {
  it('alternate, and who is first changes', async () => {
    const order: string[] = [];
    const take = (who: string) => async () => order.push(who);
    await takeTurns(2, { ours: take('o'), reference: take('r') });
    expect(order.join('')).toBe('orro');
  });
});
