import { expect, it } from 'vitest';
import { createReloadLimit } from './reloads.ts';

it('gives up on a page that keeps ending, and tries again later', () => {
  let now = 0;
  const mayReload = createReloadLimit({ now: () => now, limit: 2, withinMs: 1_000 });
  expect([mayReload(), mayReload(), mayReload()]).toEqual([true, true, false]);
  now = 1_000;
  expect(mayReload()).toBe(true);
});
