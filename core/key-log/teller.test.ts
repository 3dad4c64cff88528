import { expect, test } from 'vitest';
import { createTeller } from './teller.ts';

test('what is shown is told once when it is something else', () => {
  let shown = 'a';
  let told = 0;
  const tell = createTeller(
    () => shown,
    () => told++,
  );
  tell();
  expect(told).toBe(0);
  shown = 'b';
  tell();
  tell();
  expect(told).toBe(1);
  shown = 'a';
  tell();
  expect(told).toBe(2);
});

test('what was there already is told where something else was said before', () => {
  const told: string[] = [];
  const tell = createTeller(
    () => 'a',
    (now) => told.push(now),
    '',
  );
  tell();
  tell();
  expect(told).toEqual(['a']);
});
