import { expect, it } from 'vitest';
import { defaultServerLimits, type ServerLimits } from '../../server-limits.ts';
import { createTestClock } from '../../testing/test-clock.ts';
import { createFlood } from './flood.ts';

const start = (limits: Partial<ServerLimits> = {}) => {
  const clock = createTestClock();
  return { clock, flood: createFlood({ ...defaultServerLimits, ...limits }, clock) };
};

/** A frame around so much ciphertext for one device. */
const frameOf = (ciphertext: number): number => ciphertext + 60;

it('weighs a frame by its KiB, and a short one as one', () => {
  const { clock, flood } = start({ frameBurst: 10, framesPerSecond: 10 });
  expect(flood.take(8 * 1_024)).toBe('pass');
  expect([flood.take(1), flood.take(100)]).toEqual(['pass', 'pass']);
  expect(flood.take(1)).toEqual({ retryAfterMs: 100 });
  expect(flood.take(5 * 1_024)).toEqual({ retryAfterMs: 500 });
  clock.advance(499);
  expect(flood.take(5 * 1_024)).toEqual({ retryAfterMs: 1 });
  clock.advance(1);
  expect(flood.take(5 * 1_024)).toBe('pass');
});

it('lets a frame of more than a burst pass in the end', () => {
  const { clock, flood } = start({ frameBurst: 10, framesPerSecond: 10 });
  expect(flood.take(1_048_576)).toBe('pass');
  expect(flood.take(1_048_576)).toEqual({ retryAfterMs: 1_000 });
  clock.advance(1_000);
  expect(flood.take(1_048_576)).toBe('pass');
});

it.each([
  ['short frames', 10, 1_000],
  ['frames of a MiB', 1_048_576, 62],
])('shows out who goes on with %s', (_name, bytes, refusals) => {
  const { flood } = start({ frameBurst: 1, framesPerSecond: 0.001 });
  flood.take(bytes);
  for (let count = 0; count < refusals; count++) expect(flood.take(bytes)).not.toBe('close');
  expect(flood.take(bytes)).toBe('close');
});

it.each([
  ['500 texts at once, their sessions made first', 500, frameOf(2_500)],
  ['120 pastes of 64 KiB at once', 120, frameOf(65_536)],
  ['5,000 texts that waited while it was offline', 5_000, frameOf(400)],
])('refuses nobody who sends %s', (_name, count, bytes) => {
  const { flood } = start();
  for (let sent = 0; sent < count; sent++) expect(flood.take(bytes)).toBe('pass');
});

it('refuses nobody who sends 1,900 messages of 1,000 bytes a second, however long', () => {
  const { clock, flood } = start();
  for (let ms = 0; ms < 60_000; ms += 10) {
    clock.advance(10);
    for (let sent = 0; sent < 19; sent++) expect(flood.take(frameOf(1_000))).toBe('pass');
  }
});
