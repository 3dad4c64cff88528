import { expect, it, vi } from 'vitest';
import { createObservable } from './observable.ts';

it('tells whoever listens, and nobody who stopped', () => {
  const number = createObservable(1);
  const heard: number[] = [];
  const stop = number.subscribe(() => heard.push(number.read()));
  number.set(2);
  stop();
  number.set(3);
  expect([heard, number.read()]).toEqual([[2], 3]);
});

it('follows from the first listener to the last, and again', () => {
  const unfollow = vi.fn();
  const follow = vi.fn(() => unfollow);
  const { subscribe } = createObservable(0, follow);
  expect(follow).not.toHaveBeenCalled();
  const [one, two] = [subscribe(() => undefined), subscribe(() => undefined)];
  one();
  expect([follow.mock.calls.length, unfollow.mock.calls.length]).toEqual([1, 0]);
  two();
  two();
  expect(unfollow).toHaveBeenCalledTimes(1);
  subscribe(() => undefined);
  expect(follow).toHaveBeenCalledTimes(2);
});

it('reaches everyone, also when one leaves while told', () => {
  const value = createObservable('a');
  const second = vi.fn();
  const stop = value.subscribe(() => stop());
  value.subscribe(second);
  value.set('b');
  value.set('c');
  expect(second).toHaveBeenCalledTimes(2);
});
