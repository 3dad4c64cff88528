import { expect, test } from 'vitest';
import type { FailureOfAll } from '../../contract/encryption/status.ts';
import { eachStore } from '../store/testing/each-store.ts';
import { keepAnew, raiseOwnAlarm } from './own-alarm.ts';
import { createTelling } from './telling.ts';

const here = eachStore();
const own = 'own';

test('of the own entry all that is found is told, also while the log contradicts itself, and nothing twice', async () => {
  let failures: readonly FailureOfAll[] = [];
  let isUnread = false;
  let told = 0;
  const telling = createTelling(here.store, {
    verdicts: {
      failuresOfAll: () => failures,
      isUnread: () => isUnread,
      verdict: () => null,
      withheld: () => null,
      isWithheld: () => false,
      forget: () => undefined,
    },
    ownId: () => own,
    keyOf: () => null,
    onVerdict: () => {
      told++;
    },
    isClosed: () => false,
  });
  const comesTo = async (...now: readonly FailureOfAll[]): Promise<number> => {
    await telling(own, () => {
      failures = now;
    });
    return told;
  };
  expect(await comesTo()).toBe(0);
  expect(await comesTo('log')).toBe(1);
  expect(await comesTo('log', 'own_entry')).toBe(2);
  expect(await comesTo('log', 'own_entry')).toBe(2);

  // With what one can go on: in each epoch anew.
  const { meta } = here.store;
  const found = { accountId: own, keyHash: '00', epoch: 1, isOfOwnKeys: false, foundAt: 1 };
  raiseOwnAlarm(meta, found);
  const anew = { keyHash: '00', position: 1, version: 3, chain: '', mark: null, checkedAt: 1 };
  const isAnewIn = (epoch: number) => telling(own, () => keepAnew(meta, own, { ...anew, epoch }));
  await isAnewIn(2);
  expect(told).toBe(3);
  await isAnewIn(2);
  expect(told).toBe(3);
  await isAnewIn(3);
  expect(told).toBe(4);

  await telling(own, () => {
    isUnread = true;
  });
  expect(told).toBe(5);
});
