import { expect, test } from 'vitest';
import type { MetaRepository } from '../store/types/meta.ts';
import { createHandClock } from '../testing/hand-clock.ts';
import { alarmsOfKeys, contradictionOfKeys, raiseOfKeys, unexplainedEpoch } from './alarms.ts';

const serverKey = 'c2VydmVy';
const inMemory = (): MetaRepository => {
  const values = new Map<string, unknown>();
  return {
    get: (name) => values.get(name),
    set: (name, value) => void values.set(name, value),
    remove: (name) => void values.delete(name),
  };
};
const raising = () => {
  const meta = inMemory();
  const clock = createHandClock();
  const raise = (kind: 'epoch_unexplained' | 'two_roots', subject: string): void =>
    raiseOfKeys({ store: { meta } as never, clock }, serverKey, [], {
      kind,
      subject,
      notes: [],
      found: '',
      byContact: false,
    });
  return { meta, clock, raise };
};
const originOf = (epoch: number): string => `bisik.example/0123abcd/keys/${epoch}`;

test('however many epochs account for nothing, what withholds still finds room', () => {
  const { meta, clock, raise } = raising();
  for (let epoch = 2; epoch < 40; epoch++) raise('epoch_unexplained', originOf(epoch));
  expect(contradictionOfKeys(meta, serverKey)).toBeNull();
  expect(unexplainedEpoch(meta, serverKey)).toEqual({
    epoch: 39,
    foundAt: alarmsOfKeys(meta, serverKey)[0]?.foundAt,
  });
  const kept = alarmsOfKeys(meta, serverKey).length;
  expect(kept).toBeLessThan(10);
  clock.forward(1_000);
  raise('two_roots', 'both');
  expect(contradictionOfKeys(meta, serverKey)).toEqual({
    foundAt: alarmsOfKeys(meta, serverKey).at(-1)?.foundAt,
  });
  expect(alarmsOfKeys(meta, serverKey)).toHaveLength(kept + 1);
  expect(contradictionOfKeys(meta, 'another')).toBeNull();
});

test('the newest epoch that accounts for nothing is what entries must agree in', () => {
  const { meta, clock, raise } = raising();
  expect(unexplainedEpoch(meta, serverKey)).toBeNull();
  for (const epoch of [5, 9, 7]) {
    raise('epoch_unexplained', originOf(epoch));
    clock.forward(1_000);
  }
  expect(unexplainedEpoch(meta, serverKey)).toEqual({
    epoch: 9,
    foundAt: alarmsOfKeys(meta, serverKey)[0]?.foundAt,
  });
});
