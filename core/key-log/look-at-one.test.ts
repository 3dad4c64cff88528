import { expect, test } from 'vitest';
import type { LookUnder } from './heads-under.ts';
import type { Looked } from './judge-entry.ts';
import { createLookAtOne } from './look-at-one.ts';
import { createWanted } from './wanted.ts';

const aisyah = '1d3a4f0e-0000-4000-8000-000000000001';
const identityKey = new Uint8Array(33).fill(5);
const under = { asking: { account: { accountId: 'own' } } } as unknown as LookUnder;

/** Looks that come to these, one after another; the log does not have one of her devices yet. */
const looking = (...comes: Looked[]) => {
  const told: string[] = [];
  const planned: number[] = [];
  const store = {
    keys: {
      peerIdentity: () => ({ identityKey }),
      devicesOf: () => [{ identityKey, loggedAt: null, goneAt: null }],
    },
    keyEntries: { due: () => [], get: () => null },
  } as never;
  const wanted = createWanted(store, () => 'own');
  const one = createLookAtOne(store, {
    lookAt: { contact: async () => comes.shift() ?? 'agrees' } as never,
    wanted,
    tellAgain: (accountId) => void told.push(accountId),
    plan: (delayMs) => void planned.push(delayMs),
    isClosed: () => false,
  });
  return {
    told,
    planned,
    wanted,
    look: () => one.look(under, aisyah),
    isOpen: () => one.isOpen(aisyah),
  };
};

test('a contact is told once under which head their key was looked at, however often it is looked at for a device that is not there yet', async () => {
  const { told, planned, wanted, look } = looking();
  wanted.key(aisyah);
  while (wanted.has(aisyah)) await look();
  expect(planned).toEqual([1_000, 2_000, 4_000, 8_000]);
  expect(told).toEqual([aisyah]);
  wanted.key(aisyah);
  await look();
  expect(told).toEqual([aisyah, aisyah]);
});

test('and not before a look proved anything', async () => {
  const { told, wanted, look, isOpen } = looking('behind', 'behind', 'doubt');
  wanted.key(aisyah);
  await look();
  await look();
  expect(told).toEqual([]);
  expect(isOpen()).toBe(true);
  await look();
  expect(told).toEqual([aisyah]);
  await look();
  expect(told).toEqual([aisyah]);
  expect(isOpen()).toBe(false);
});
