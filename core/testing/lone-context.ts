import type { Context } from '../context.ts';
import { createNodeRandom } from '../platform/node-random.ts';
import type { Store } from '../store/types.ts';
import { createHandClock } from './hand-clock.ts';

/** What the parts work with on a device whose server never answers. */
export const loneContext = (store: Store, changed: Partial<Context> = {}): Context => {
  const clock = createHandClock();
  return {
    store,
    clock,
    random: createNodeRandom(),
    network: { request: async () => ({ status: 500, body: '' }) } as never,
    serverClock: {
      now: clock.now,
      told: () => null,
      atLeast: () => null,
      toComputerTime: (at) => at,
      start: () => ({ at: 0, run: null }) as never,
      heard: () => undefined,
    },
    emit: () => undefined,
    onExpiring: () => undefined,
    verifiedKeyHash: () => null,
    difference: () => null,
    keyVerdict: () => null,
    withheld: () => null,
    onUnexpected: (_, error) => {
      throw error;
    },
    ...changed,
  };
};
