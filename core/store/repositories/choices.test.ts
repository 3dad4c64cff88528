import { afterEach, beforeEach, expect, test } from 'vitest';
import { choice, createFolder, openWorking, optionsIn } from '../testing/sample.ts';
import type { Store } from '../types.ts';

let folder: ReturnType<typeof createFolder>;
let store: Store;
beforeEach(async () => {
  folder = createFolder();
  store = await openWorking(optionsIn(folder.path));
});
afterEach(async () => {
  await store.close();
  folder.remove();
});

const ordered = (order: number) => ({
  order,
  receivedAt: 1_000 + order,
  forked: false,
  counterSignature: 'BB==',
});
const hashes = () => store.choices.all().map(({ hash }) => Number.parseInt(hash, 16));

test('what was ordered stands first and by its order, the rest as it was written', () => {
  for (const number of [3, 1, 2]) store.choices.add(choice(number));
  store.choices.order({ ...choice(9), own: false }, ordered(1));
  store.choices.order(choice(2), ordered(2));
  expect(hashes()).toEqual([9, 2, 3, 1]);
  const [foreign, own, waiting] = store.choices.all();
  expect(foreign).toMatchObject({ own: false, taken: true, ordered: ordered(1) });
  expect(own).toMatchObject({ own: true, taken: true, ordered: ordered(2) });
  expect(waiting).toMatchObject({ taken: false, ordered: null, problem: null });
});

test('forgotten places leave the records; that the server once had them is remembered', () => {
  store.choices.order(choice(1), ordered(1));
  store.choices.forgetOrders();
  expect(store.choices.all()).toMatchObject([{ ordered: null, taken: true }]);
});

test('a refused record keeps its reason until it is read, and loses it when it is taken after all', () => {
  store.choices.add(choice(1));
  const [row] = store.choices.all();
  store.choices.refuse(row?.id ?? 0, { code: 'choice_locked' });
  expect(store.choices.all()).toMatchObject([
    { problem: { code: 'choice_locked' }, problemRead: false },
  ]);
  store.choices.readRefusals();
  expect(store.choices.all()).toMatchObject([{ problemRead: true }]);
  store.choices.order(choice(1), ordered(1));
  expect(store.choices.all()).toMatchObject([{ problem: null }]);
});

test('the tail is there while one of its two places is', () => {
  expect(store.choices.tail()).toBeUndefined();
  store.choices.setTail(null);
  expect(store.choices.tail()).toBeNull();
  store.choices.setTail(choice(1).hash);
  store.meta.remove('sharing.tail');
  expect(store.choices.tail()).toBe(choice(1).hash);
  store.choices.clear();
  expect(store.choices.tail()).toBeUndefined();
});

test('an answer that was drawn stays; only its cost is written', () => {
  const answer = {
    policy: 'p',
    bucket: '0',
    answer: '6+',
    epsilonHundredths: 0,
    drawnHundredths: 100,
  };
  store.usage.keepAnswer(answer);
  store.usage.keepAnswer({ ...answer, answer: '0', epsilonHundredths: 100 });
  store.usage.keepAnswer(answer);
  expect(store.usage.answers('p')).toEqual([{ ...answer, epsilonHundredths: 100 }]);
  expect([store.usage.drawnBefore('0', 100), store.usage.drawnBefore('0', 99)]).toEqual([
    '6+',
    undefined,
  ]);
});
