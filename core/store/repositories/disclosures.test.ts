import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Connection } from '../connection.ts';
import { openConnection } from '../connection.ts';
import { createFolder, openWorking, optionsIn, uuid } from '../testing/sample.ts';
import type { KeptDisclosure } from '../types/disclosures.ts';
import type { Store } from '../types.ts';
import { createDisclosures } from './disclosures.ts';

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

const disclosure = (number: number, content: string): KeptDisclosure => ({
  disclosureId: uuid(number),
  number,
  content,
  verdict: 'unchecked',
});
const { bytes, keep, clear } = {
  bytes: () => store.disclosures.bytes(),
  keep: (number: number, content: string) => store.disclosures.keep(disclosure(number, content)),
  clear: () => store.disclosures.clear(),
};

test('what is kept is counted in UTF-8, over additions, replacements, a clearing and a start', async () => {
  expect(bytes()).toBe(0);
  keep(1, '12345');
  keep(2, 'é🙂');
  expect(bytes()).toBe(5 + 6);
  keep(1, '12');
  expect(bytes()).toBe(2 + 6);
  await store.close();
  store = await openWorking(optionsIn(folder.path));
  keep(2, '1234567');
  expect(bytes()).toBe(2 + 7);
  clear();
  expect(bytes()).toBe(0);
  keep(3, '123');
  expect(bytes()).toBe(3);
});

test('what was taken back does not count', () => {
  keep(1, '12345');
  expect(() =>
    store.transaction(() => {
      keep(1, '1');
      keep(2, '1234567');
      expect(bytes()).toBe(8);
      throw new Error('taken back');
    }),
  ).toThrow('taken back');
  expect(bytes()).toBe(5);
  expect(() =>
    store.transaction(() => {
      clear();
      throw new Error('taken back');
    }),
  ).toThrow('taken back');
  keep(2, '12');
  expect(bytes()).toBe(7);
});

test('what is kept is added up once, however often it is asked for', async () => {
  await store.close();
  const db = openConnection(optionsIn(folder.path));
  let sums = 0;
  const counting: Connection = {
    ...db,
    sql: <Row>(text: string) => {
      const statement = db.sql<Row>(text);
      return {
        ...statement,
        get: (params = []) => {
          if (text.includes('sum(')) sums++;
          return statement.get(params);
        },
      };
    },
  };
  const disclosures = createDisclosures(counting);
  for (let number = 1; number <= 20; number++) {
    disclosures.keep(disclosure(number, 'x'.repeat(number)));
    expect(disclosures.bytes()).toBe((number * (number + 1)) / 2);
  }
  expect(sums).toBe(1);
  db.close();
});
