import { expect, it } from 'vitest';
import { defaultServerLimits } from '../../server-limits.ts';
import { createOutgoing } from './outgoing.ts';

const body = (seq: number): Uint8Array<ArrayBuffer> => Uint8Array.of(seq);

const start = async (over: Partial<typeof defaultServerLimits> = {}) => {
  const stored: number[] = [];
  const handed: number[] = [];
  let caughtUp = 0;
  const outgoing = createOutgoing({
    deviceRef: 1,
    store: {
      waiting: async (_device, afterSeq, limit) =>
        stored
          .filter((seq) => seq > afterSeq)
          .slice(0, limit)
          .map((seq) => ({ deviceRef: 1, seq, body: body(seq) })),
    },
    limits: { ...defaultServerLimits, ...over },
    afterSeq: 0,
    deliver: (bodies) => handed.push(...bodies.map((bytes) => bytes[0] ?? 0)),
    caughtUp: () => {
      caughtUp++;
    },
    onFailed: (error) => {
      throw error;
    },
  });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  await settle();
  return { stored, handed, outgoing, settle, caughtUp: () => caughtUp };
};

it('hands over what comes live without a look, and looks when a wake before it was lost', async () => {
  const { stored, handed, outgoing, settle, caughtUp } = await start();
  expect(caughtUp()).toBe(1);
  stored.push(1);
  outgoing.onStored({ kind: 'envelopes', previousSeq: 0, deliveries: [{ seq: 1, body: body(1) }] });
  expect(handed).toEqual([1]);
  stored.push(2, 3);
  outgoing.onStored({ kind: 'envelopes', previousSeq: 2, deliveries: [{ seq: 3, body: body(3) }] });
  await settle();
  expect(handed).toEqual([1, 2, 3]);
  outgoing.onStored({ kind: 'envelopes', previousSeq: 2, deliveries: [{ seq: 3, body: body(3) }] });
  stored.push(4);
  outgoing.look();
  await settle();
  expect(handed).toEqual([1, 2, 3, 4]);
  expect(caughtUp()).toBe(1);
});

it('misses nothing that is stored while it looks', async () => {
  const { stored, handed, outgoing, settle } = await start();
  stored.push(1);
  outgoing.look();
  stored.push(2);
  outgoing.onStored({ kind: 'envelopes', previousSeq: 1, deliveries: [{ seq: 2, body: body(2) }] });
  await settle();
  expect(handed).toEqual([1, 2]);
});

it('waits for room when the window is full, live and from the store', async () => {
  const { stored, handed, outgoing, settle } = await start({ deliveryWindowCount: 2 });
  const deliveries = [1, 2, 3, 4, 5].map((seq) => ({ seq, body: body(seq) }));
  stored.push(1, 2, 3, 4, 5);
  outgoing.onStored({ kind: 'envelopes', previousSeq: 0, deliveries });
  await settle();
  expect(handed).toEqual([1, 2]);
  outgoing.onAcknowledged(2);
  await settle();
  expect(handed).toEqual([1, 2, 3, 4]);
  outgoing.onAcknowledged(4);
  await settle();
  expect(handed).toEqual([1, 2, 3, 4, 5]);
});
