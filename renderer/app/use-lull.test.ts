import { act, cleanup, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { useLull } from './use-lull.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  document.body.innerHTML = '';
});
const type = () => void globalThis.dispatchEvent(new KeyboardEvent('keydown', { key: 'a' }));
const wait = (ms: number) => act(() => vi.advanceTimersByTime(ms));
const start = () =>
  renderHook(({ wanted }) => useLull(wanted), { initialProps: { wanted: false } });

it('is there at once when nobody writes', () => {
  const { result, rerender } = start();
  rerender({ wanted: true });
  expect(result.current).toBe(true);
});

it('waits for whoever writes, and stays from then on', () => {
  const { result, rerender } = start();
  type();
  rerender({ wanted: true });
  expect(result.current).toBe(false);
  wait(1_500);
  type();
  wait(1_500);
  expect(result.current).toBe(false);
  wait(600);
  expect(result.current).toBe(true);
  type();
  wait(100);
  expect(result.current).toBe(true);
  rerender({ wanted: false });
  expect(result.current).toBe(false);
});

it('waits for another question to be answered', () => {
  const { result, rerender } = start();
  document.body.innerHTML = '<section role="dialog"></section>';
  rerender({ wanted: true });
  wait(5_000);
  expect(result.current).toBe(false);
  document.body.innerHTML = '';
  wait(600);
  expect(result.current).toBe(true);
});
