import { afterEach, expect, it, vi } from 'vitest';
import { bringIntoView } from './bring-into-view.ts';

afterEach(() => vi.unstubAllGlobals());

it.each([
  [false, 'smooth'],
  [true, 'auto'],
])('moves as the person wants it: reduced %s, %s', (matches, behavior) => {
  vi.stubGlobal('matchMedia', () => ({ matches }));
  const scrollIntoView = vi.fn();
  bringIntoView({ scrollIntoView } as unknown as Element, 'nearest');
  expect(scrollIntoView).toHaveBeenCalledWith({ block: 'nearest', behavior });
});

it('does nothing without a part', () => {
  expect(() => bringIntoView(null, 'start')).not.toThrow();
});
