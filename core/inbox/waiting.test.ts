import { expect, test } from 'vitest';
import { delivery } from '../testing/hostile-sender.ts';
import { createWaiting } from './waiting.ts';

const of = (...seqs: readonly number[]) =>
  seqs.map((seq) => delivery(seq, { senderId: 'a' }, new Uint8Array(seq)));

test('what comes is taken out in order, what comes meanwhile after it', () => {
  const waiting = createWaiting();
  waiting.add(of(1, 2, 3));
  expect([waiting.count(), waiting.bytes()]).toEqual([3, 6]);
  expect(waiting.next()?.seq).toBe(1);
  waiting.add(of(4));
  expect([waiting.count(), waiting.bytes()]).toEqual([3, 9]);
  expect([waiting.next(), waiting.next(), waiting.next()].map((one) => one?.seq)).toEqual([
    2, 3, 4,
  ]);
  expect(waiting.next()).toBeUndefined();
  expect([waiting.count(), waiting.bytes()]).toEqual([0, 0]);
  waiting.add(of(5));
  expect(waiting.next()?.seq).toBe(5);
});

test('after clearing nothing waits', () => {
  const waiting = createWaiting();
  waiting.add(of(1, 2));
  waiting.next();
  waiting.clear();
  expect([waiting.next(), waiting.count(), waiting.bytes()]).toEqual([undefined, 0, 0]);
});

test('what is put back is the first again, with what came meanwhile after it', () => {
  const waiting = createWaiting();
  waiting.add(of(1));
  const first = waiting.next();
  if (!first) throw new Error('nothing waits');
  waiting.add(of(2));
  waiting.putBack(first);
  expect([waiting.count(), waiting.bytes()]).toEqual([2, 3]);
  expect([waiting.next()?.seq, waiting.next()?.seq, waiting.next()]).toEqual([1, 2, undefined]);
});
