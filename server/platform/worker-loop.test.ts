import { expect, it } from 'vitest';
import { createWorkerLoop } from './worker-loop.ts';

interface Turn {
  readonly succeed: () => void;
  readonly fail: (error: Error) => void;
}

/** Work that ends when the test says so. */
const startLoop = () => {
  const turns: Turn[] = [];
  const failures: unknown[] = [];
  const loop = createWorkerLoop(
    () => new Promise((succeed, fail) => turns.push({ succeed, fail })),
    (error) => failures.push(error),
  );
  const end = async (how: (turn: Turn | undefined) => void): Promise<void> => {
    const running = loop.running();
    how(turns.at(-1));
    await running;
  };
  return { loop, turns, failures, end };
};

it('works at once, one at a time, and once more however often it was woken meanwhile', async () => {
  const { loop, turns, end } = startLoop();
  expect(loop.running()).toBeUndefined();
  loop.wake();
  expect(turns).toHaveLength(1);
  for (let times = 0; times < 3; times++) loop.wake();
  expect(turns).toHaveLength(1);
  await end((turn) => turn?.succeed());
  expect(turns).toHaveLength(2);
  await end((turn) => turn?.succeed());
  expect(turns).toHaveLength(2);
  expect(loop.running()).toBeUndefined();
});

it('does not go on by itself after a failure, and works when it is woken anew', async () => {
  const { loop, turns, failures, end } = startLoop();
  loop.wake();
  loop.wake();
  const failure = new Error('the disk is full');
  await end((turn) => turn?.fail(failure));
  expect(failures).toEqual([failure]);
  expect(turns).toHaveLength(1);
  loop.wake();
  expect(turns).toHaveLength(2);
  await end((turn) => turn?.succeed());
});

it('ends with what is being done, and begins nothing after', async () => {
  const { loop, turns } = startLoop();
  loop.wake();
  loop.wake();
  let isClosed = false;
  const closing = loop.close().then(() => {
    isClosed = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(isClosed).toBe(false);
  turns[0]?.succeed();
  await closing;
  loop.wake();
  expect(turns).toHaveLength(1);
  expect(loop.running()).toBeUndefined();
});
