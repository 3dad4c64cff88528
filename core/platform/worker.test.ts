import { setImmediate as turn } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { createNodeClock } from './node-clock.ts';
import { createWorker } from './worker.ts';

test.each([0, 1, 2, 3, 4, 5, 6])('a wake %i turns after the work is not lost', async (turns) => {
  let runs = 0;
  const worker = createWorker({
    clock: createNodeClock(),
    pauseMs: 1_000,
    isReady: () => true,
    work: async () => {
      runs++;
      if (runs > 1) return;
      let later = Promise.resolve();
      for (let turn = 0; turn < turns; turn++) later = later.then(() => undefined);
      void later.then(worker.wake);
    },
    onUnexpected: (error) => {
      throw error;
    },
  });
  worker.wake();
  await vi.waitFor(() => expect(runs).toBe(2));
  await turn();
  expect(runs).toBe(2);
  worker.close();
});
