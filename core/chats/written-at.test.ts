import { expect, test } from 'vitest';
import { toWrittenAt } from './written-at.ts';

test('a message shows when it was written, unless the clock that says so is wrong', () => {
  const accepted = Date.UTC(2026, 10, 24);
  const day = 86_400_000;
  expect(toWrittenAt(accepted - 9 * day, accepted)).toBe(accepted - 9 * day);
  expect(toWrittenAt(accepted, accepted)).toBe(accepted);
  expect(toWrittenAt(accepted + 1, accepted)).toBe(accepted);
  expect(toWrittenAt(0, accepted)).toBe(accepted);
  expect(toWrittenAt(Number.MAX_SAFE_INTEGER, accepted)).toBe(accepted);
});
