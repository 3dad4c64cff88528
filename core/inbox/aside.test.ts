import { expect, test } from 'vitest';
import { type Delivery, sealedType } from '../../contract/wire/frames.ts';
import { limits } from '../../contract/wire/limits.ts';
import { eachStore } from '../store/testing/each-store.ts';
import { createHandClock } from '../testing/hand-clock.ts';
import { loneContext } from '../testing/lone-context.ts';
import { createAside } from './aside.ts';

const here = eachStore();

const delivery = (acceptedAt: number, mark: number, bytes: number): Delivery => ({
  seq: mark,
  acceptedAt,
  senderId: '',
  senderDeviceId: 0,
  type: sealedType,
  content: new Uint8Array(bytes).fill(mark),
});
const largest = limits.maxSealedEnvelopeBytes;

/** One whose reading is up to the test: what it reads is what was kept. */
const asideOf = () => {
  const clock = createHandClock();
  const read: Delivery[] = [];
  const serverClock = { ...loneContext(here.store).serverClock, now: clock.now };
  const aside = createAside(loneContext(here.store, { clock, serverClock }), {
    freshen: async () => undefined,
    isUp: () => true,
    read: async (deliveries) => void read.push(...deliveries),
  });
  const kept = async (): Promise<number[]> => {
    read.length = 0;
    aside.wake();
    await new Promise(setImmediate);
    return read.map(({ content }) => content[0] ?? 0);
  };
  return { aside, clock, kept };
};

test('what is too old takes no room from what is new', async () => {
  const { aside, clock, kept } = asideOf();
  const before = clock.now();
  const old = Array.from({ length: 20 }, (_, at) => delivery(before, at + 1, largest));
  aside.keep(old);
  expect(await kept()).toEqual(old.map(({ seq }) => seq));
  clock.forward(limits.envelopeLifetimeMs + 1);
  const young = Array.from({ length: 20 }, (_, at) => delivery(clock.now(), at + 101, largest));
  aside.keep(young);
  expect(await kept()).toEqual(young.map(({ seq }) => seq));
});

test('what finds no room takes none from what is smaller', async () => {
  const { aside, clock, kept } = asideOf();
  const many = Array.from({ length: 40 }, (_, at) => delivery(clock.now(), at + 1, largest));
  const small = delivery(clock.now(), 200, 1_000);
  aside.keep([...many, small]);
  const found = await kept();
  expect(found.length).toBeLessThan(many.length);
  expect(found).toEqual([...many.slice(0, found.length - 1), small].map(({ seq }) => seq));
  // Its bounds stand: the next of that size finds no room either.
  aside.keep([delivery(clock.now(), 201, largest)]);
  expect(await kept()).toEqual(found);
});
