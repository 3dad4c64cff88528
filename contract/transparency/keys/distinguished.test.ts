import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  distinguishedHeads,
  firstHead,
  monitoringWindowMs,
  newestDistinguished,
} from './distinguished.ts';
import { naiveDistinguished } from './testing/naive-distinguished.ts';

const hourMs = 3_600_000;
const start = 1_800_000_000_000;
/** Times of heads in order: bursts, an hour at most between two as a server that runs has it, and now and then an outage. */
const times = (mostOutageMs = 40 * 24 * hourMs, minLength = 1) =>
  fc
    .array(
      fc.oneof(
        { weight: 4, arbitrary: fc.nat(2_000) },
        { weight: 6, arbitrary: fc.nat(hourMs) },
        { weight: 1, arbitrary: fc.nat(mostOutageMs) },
      ),
      { minLength, maxLength: 300 },
    )
    .map((pauses) => {
      let at = start;
      return pauses.map((pause) => (at += pause));
    });
const epoch = () => fc.constantFrom(1, 7);
/** As the heads stand in an epoch. */
const ranged = (all: readonly number[], of: number) => ({
  range: { epoch: of, size: all.length + firstHead(of) },
  timeOf: (position: number) => all[position - firstHead(of)] ?? null,
});
const every = (all: readonly number[], of = 1): readonly number[] => {
  const { range, timeOf } = ranged(all, of);
  return distinguishedHeads(range, -1, Number.POSITIVE_INFINITY, timeOf) ?? [];
};

it('are those of the draft', () => {
  fc.assert(
    fc.property(times(), epoch(), (all, of) => {
      const naive = naiveDistinguished(all, monitoringWindowMs);
      expect(every(all, of)).toEqual(naive.map((index) => index + firstHead(of)));
    }),
  );
});

it('are the same for everybody, whatever the size at which they look: later sizes add behind the last only', () => {
  fc.assert(
    fc.property(times(), fc.nat(299), (all, cut) => {
      const earlier = every(all.slice(0, 1 + (cut % all.length)));
      const later = every(all);
      const last = earlier.at(-1) ?? -1;
      expect(later.filter((position) => position <= last)).toEqual(earlier);
    }),
  );
});

it('leave less than a window between two of them, and behind the last', () => {
  fc.assert(
    fc.property(times(), (all) => {
      const found = every(all);
      const at = (position: number): number => all[position] ?? 0;
      found.forEach((position, index) => {
        const next = found[index + 1] ?? all.length - 1;
        if (next - position > 1) expect(at(next) - at(position)).toBeLessThan(monitoringWindowMs);
      });
    }),
  );
});

it('are few: what a window holds adds as many as the tree is high, not as it has heads', () => {
  fc.assert(
    fc.property(times(hourMs, 50), (all) => {
      const days = ((all.at(-1) ?? 0) - (all[0] ?? 0)) / monitoringWindowMs;
      const height = Math.ceil(Math.log2(all.length + 1));
      expect(every(all).length).toBeLessThanOrEqual((2 * days + 1) * height + height);
    }),
  );
  const even = Array.from({ length: 24 * 365 }, (_, hour) => start + hour * hourMs);
  const found = every(even);
  expect(found.length).toBeGreaterThan(365);
  expect(found.length).toBeLessThan(2 * 365 + 20);
});

it('are listed behind a position, some at a time, by few times', () => {
  fc.assert(
    fc.property(
      times(),
      epoch(),
      fc.nat(300),
      fc.integer({ min: 1, max: 9 }),
      (all, of, after, most) => {
        const { range, timeOf } = ranged(all, of);
        const asked = new Set<number>();
        const found = distinguishedHeads(range, after, most, (position) => {
          asked.add(position);
          return timeOf(position);
        });
        expect(found).toEqual(
          every(all, of)
            .filter((one) => one > after)
            .slice(0, most),
        );
        const height = Math.ceil(Math.log2(all.length + 1));
        expect(asked.size).toBeLessThanOrEqual(most + 2 * height + 1);
        // What was asked for is what anybody needs to find the same.
        const told = (position: number) => (asked.has(position) ? timeOf(position) : null);
        expect(distinguishedHeads(range, after, most, told)).toEqual(found);
      },
    ),
  );
});

it('have a last one, which is found by few times', () => {
  fc.assert(
    fc.property(times(), epoch(), (all, of) => {
      const { range, timeOf } = ranged(all, of);
      expect(newestDistinguished(range, timeOf)).toBe(every(all, of).at(-1));
    }),
  );
  expect(newestDistinguished({ epoch: 1, size: 0 }, () => start)).toBe(-1);
  expect(newestDistinguished({ epoch: 7, size: 1 }, () => start)).toBe(-1);
  expect(distinguishedHeads({ epoch: 7, size: 1 }, -1, 9, () => start)).toEqual([]);
});

it('are not found where a time is not known', () => {
  fc.assert(
    fc.property(times(), fc.nat(300), (all, hidden) => {
      const { range, timeOf } = ranged(all, 1);
      const needed = new Set<number>();
      distinguishedHeads(range, -1, 50, (position) => {
        needed.add(position);
        return timeOf(position);
      });
      const at = [...needed][hidden % needed.size];
      const known = (position: number) => (position === at ? null : timeOf(position));
      expect(distinguishedHeads(range, -1, 50, known)).toBeNull();
      expect(newestDistinguished(range, () => null)).toBeNull();
    }),
  );
});
