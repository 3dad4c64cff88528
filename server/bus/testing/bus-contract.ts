import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Bus, BusMessage } from '../types.ts';

/** What every bus must do; each kind runs the same suite. */
export const busContract = (name: string, create: () => Promise<Bus>): void => {
  describe(name, () => {
    let bus: Bus;
    beforeEach(async () => {
      bus = await create();
    });
    afterEach(() => bus.close());

    it('brings messages of a topic to its listeners in order, and to no other', async () => {
      const got: (number | undefined)[] = [];
      const other: BusMessage[] = [];
      await bus.subscribe('device.1', ({ previousSeq }) => got.push(previousSeq));
      await bus.subscribe('device.2', (message) => other.push(message));
      for (let previousSeq = 0; previousSeq < 100; previousSeq++)
        bus.publish('device.1', { kind: 'envelopes', previousSeq });
      await vi.waitFor(() => expect(got).toHaveLength(100));
      expect(got).toEqual(Array.from({ length: 100 }, (_, index) => index));
      expect(other).toEqual([]);
    });

    it('carries bytes and counts unchanged', async () => {
      const got: BusMessage[] = [];
      await bus.subscribe('device.1', (message) => got.push(message));
      const message: BusMessage = {
        kind: 'ephemeral',
        deliveries: [{ seq: 0, body: Uint8Array.of(1, 0, 255) }],
        counts: { preKeyCount: 3, kyberPreKeyCount: 0 },
      };
      bus.publish('device.1', message);
      await vi.waitFor(() => expect(got).toHaveLength(1));
      expect(got[0]).toMatchObject({ kind: 'ephemeral', counts: message.counts });
      expect([...(got[0]?.deliveries?.[0]?.body ?? [])]).toEqual([1, 0, 255]);
    });

    it('stops when told to, also for one of two equal listeners', async () => {
      let count = 0;
      const listener = () => {
        count++;
      };
      const stop = await bus.subscribe('accounts', listener);
      await bus.subscribe('accounts', listener);
      stop();
      stop();
      bus.publish('accounts', { kind: 'account_changed', accountId: 'a' });
      await vi.waitFor(() => expect(count).toBe(1));
    });

    it('takes a message that nobody waits for', () => {
      expect(() => bus.publish('nobody', { kind: 'revoked' })).not.toThrow();
    });
  });
};
