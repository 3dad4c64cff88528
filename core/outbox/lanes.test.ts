import { beforeEach, expect, test } from 'vitest';
import { eachStore } from '../store/testing/each-store.ts';
import { accountId, outboxRow } from '../store/testing/sample.ts';
import type { Store } from '../store/types.ts';
import { createLanes } from './lanes.ts';

const here = eachStore();
let store: Store;

beforeEach(() => {
  store = here.store;
});

const rowCount = 1_001;

test('a lane read to its end holds every row once, in order, however much was in memory before', () => {
  store.outbox.add(Array.from({ length: rowCount }, (_, index) => outboxRow(index + 1)));
  const lanes = createLanes(store.outbox);
  lanes.reload();
  const lane = lanes.get(accountId(1));
  if (!lane) throw new Error('no lane');
  lanes.refill(lane);
  expect(lane.complete).toBe(false);
  lanes.loadAll(lane);
  expect(lane.complete).toBe(true);
  expect(lane.rows.map(({ id }) => id)).toEqual(
    Array.from({ length: rowCount }, (_, index) => outboxRow(index + 1).id),
  );
});
