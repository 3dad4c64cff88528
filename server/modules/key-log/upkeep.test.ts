import { expect, onTestFinished, test, vi } from 'vitest';
import { startMapUpkeep } from './upkeep.ts';

test.each([
  ['no head comes by itself before it was there a while', 7, ['adopt', 'beat 3600000', 'adopt']],
  ['a log that has none begins at once', 0, ['beat 3600000', 'adopt', 'beat 3600000']],
])('after a start %s', async (_, size, first) => {
  const steps: string[] = [];
  const upkeep = startMapUpkeep(
    {
      map: {
        beat: async (olderThanMs) => void steps.push(`beat ${olderThanMs}`),
        adopt: async () => {
          steps.push('adopt');
          return false;
        },
        adoptLabels: async () => false,
        commitLabelKey: async () => undefined,
        thin: async () => false,
      },
      log: {
        head: async () => ({ epoch: 1, size, root: new Uint8Array(32) }),
        newestSigned: async () => null,
      },
      clock: { now: () => 1_000_000_000 },
      onCommitted: () => undefined,
      onFailed: (error) => {
        throw error;
      },
    },
    1,
  );
  onTestFinished(() => upkeep.close());
  await vi.waitUntil(() => steps.filter((step) => step === 'adopt').length >= 3);
  expect(steps.slice(0, 3)).toEqual(first);
});
