import { expect, it } from 'vitest';
import { createWaits } from './waits.ts';

const long = { waitMs: 60_000, onGone: () => () => undefined };

it('tells who waits under a key, and nobody else, each time that it is woken', async () => {
  const waits = createWaits(2);
  const [one, other] = [waits.begin('a', long), waits.begin('b', long)];
  const woken = one.next();
  waits.wake('a');
  expect(await woken).toBe(true);
  waits.wake('a');
  expect(await one.next()).toBe(true);
  waits.wakeAll();
  expect([await one.next(), await other.next()]).toEqual([true, true]);
  one.end();
  expect(await one.next()).toBe(false);
  other.end();
});

it('lets go when the time is over, and when whoever called is gone', async () => {
  const waits = createWaits(2);
  const short = waits.begin('a', { ...long, waitMs: 5 });
  expect(await short.next()).toBe(false);
  let leave: () => void = () => undefined;
  let listens = true;
  const left = waits.begin('a', {
    ...long,
    onGone: (gone) => {
      leave = gone;
      return () => {
        listens = false;
      };
    },
  });
  const next = left.next();
  leave();
  expect(await next).toBe(false);
  left.end();
  expect(listens).toBe(false);
  short.end();
});

it('holds so many under one key, the newest', async () => {
  const waits = createWaits(2);
  const held = [1, 2, 3].map(() => waits.begin('a', long));
  waits.wake('a');
  expect(await Promise.all(held.map((wait) => wait.next()))).toEqual([false, true, true]);
  for (const wait of held) wait.end();
});

it('holds nobody once it is closed', async () => {
  const waits = createWaits(2);
  const before = waits.begin('a', long);
  const held = before.next();
  waits.close();
  await expect(held).rejects.toMatchObject({ code: 'unavailable' });
  const after = waits.begin('a', long);
  await expect(after.next()).rejects.toMatchObject({ code: 'unavailable' });
  before.end();
  after.end();
});
