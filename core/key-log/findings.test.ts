import { expect, test } from 'vitest';
import type { MetaRepository } from '../store/types/meta.ts';
import { createHandClock } from '../testing/hand-clock.ts';
import { decide, decidedOn, decideOnLabelKeys } from './decided.ts';
import {
  contradictionOfKeys,
  findingsOf,
  keepFinding,
  otherLabelKeys,
  unexplainedEpoch,
  unreadEpoch,
  unreadLabelKey,
} from './findings.ts';

const serverKey = 'c2VydmVy';
const inMemory = (): MetaRepository => {
  const values = new Map<string, unknown>();
  return {
    get: (name) => values.get(name),
    read: (name, parse) => parse(values.get(name)),
    set: (name, value) => void values.set(name, value),
    remove: (name) => void values.delete(name),
  };
};
const raising = () => {
  const meta = inMemory();
  const clock = createHandClock();
  const raise = (
    kind: 'epoch_unexplained' | 'two_roots' | 'other_key' | 'other_label_key',
    subject: string,
    notes: readonly string[] = [],
    server = serverKey,
  ): void =>
    keepFinding({ store: { meta } as never, clock }, server, [], {
      kind,
      subject,
      notes: [...notes],
      found: '',
      byContact: false,
    });
  return { meta, clock, raise };
};
const originOf = (epoch: number): string => `bisik.example/0123abcd/keys/${epoch}`;

test('however many epochs account for nothing, what fails every check still finds room', () => {
  const { meta, clock, raise } = raising();
  for (let epoch = 2; epoch < 40; epoch++) raise('epoch_unexplained', originOf(epoch));
  expect(contradictionOfKeys(meta, serverKey)).toBeNull();
  expect(unexplainedEpoch(meta, serverKey)).toBe(39);
  const kept = findingsOf(meta, serverKey).length;
  expect(kept).toBeLessThan(10);
  clock.forward(1_000);
  raise('two_roots', 'both');
  expect(contradictionOfKeys(meta, serverKey)).toMatchObject({
    foundAt: findingsOf(meta, serverKey).at(-1)?.foundAt,
  });
  expect(findingsOf(meta, serverKey)).toHaveLength(kept + 1);
  expect(contradictionOfKeys(meta, 'another')).toBeNull();
});

test('the newest epoch that accounts for nothing is what entries must agree in, and what is to be read of', () => {
  const { meta, clock, raise } = raising();
  expect([unexplainedEpoch(meta, serverKey), unreadEpoch(meta, serverKey)]).toEqual([null, null]);
  const foundAt = new Map<number, number>();
  for (const epoch of [5, 9, 7]) {
    foundAt.set(epoch, clock.now());
    raise('epoch_unexplained', originOf(epoch));
    clock.forward(1_000);
  }
  expect(unexplainedEpoch(meta, serverKey)).toBe(9);
  const unread = unreadEpoch(meta, serverKey);
  expect(unread?.epoch).toBe(9);
  expect(Math.abs((unread?.foundAt ?? 0) - (foundAt.get(9) ?? 0))).toBeLessThan(500);

  decide(meta, serverKey, { by: 'epoch', epoch: 9, at: clock.now() });
  expect([unexplainedEpoch(meta, serverKey), unreadEpoch(meta, serverKey)]).toEqual([9, null]);
  raise('epoch_unexplained', originOf(10));
  expect(unreadEpoch(meta, serverKey)).toEqual({
    epoch: 10,
    foundAt: findingsOf(meta, serverKey).at(-1)?.foundAt,
  });
});

test('who goes on after a contradiction has not read that the epoch with which they do accounts for too little', () => {
  const { meta, clock, raise } = raising();
  raise('two_roots', 'a', notesOf(1, 1));
  raise('epoch_unexplained', originOf(2));
  decide(meta, serverKey, { by: 'log', epoch: 2, at: clock.now() });
  expect(contradictionOfKeys(meta, serverKey)).toBeNull();
  expect(unreadEpoch(meta, serverKey)).toMatchObject({ epoch: 2 });
});

/** As the log signs them, but for the signature. */
const notesOf = (...epochs: readonly number[]) =>
  epochs.map(
    (epoch) =>
      `${originOf(epoch)}\n7\n${Buffer.alloc(32, epoch).toString('base64')}\n\n— log AAAAAAAA\n`,
  );

test('going on with an epoch ends what is about those before it, and keeps it; what is about that one is found anew', () => {
  const { meta, clock, raise } = raising();
  raise('two_roots', 'a', notesOf(1, 1));
  raise('two_roots', 'b', notesOf(1, 3));
  expect(contradictionOfKeys(meta, serverKey)).toMatchObject({ epoch: 3 });
  decide(meta, serverKey, { by: 'log', epoch: 3, at: clock.now() });
  expect(contradictionOfKeys(meta, serverKey)).toMatchObject({ epoch: 3 });
  decide(meta, serverKey, { by: 'log', epoch: 4, at: clock.now() });
  expect(contradictionOfKeys(meta, serverKey)).toBeNull();
  expect(findingsOf(meta, serverKey)).toHaveLength(2);
  expect(decidedOn(meta, 'another')).toEqual({ log: 0, epoch: 0, labelKeys: [] });
  // Of before, brought by whoever had not heard of it.
  raise('two_roots', 'c', notesOf(2, 2));
  expect(contradictionOfKeys(meta, serverKey)).toBeNull();
  raise('two_roots', 'd', notesOf(4, 4));
  expect(contradictionOfKeys(meta, serverKey)).toMatchObject({ epoch: 4 });
});

test('however much was found before an epoch with which one went on, what is found in it has room', () => {
  const { meta, clock, raise } = raising();
  for (let n = 0; n < 30; n++) raise('two_roots', `before ${n}`, notesOf(1, 1));
  decide(meta, serverKey, { by: 'log', epoch: 2, at: clock.now() });
  expect(contradictionOfKeys(meta, serverKey)).toBeNull();
  const kept = findingsOf(meta, serverKey).length;
  raise('two_roots', 'now', notesOf(2, 2));
  expect(contradictionOfKeys(meta, serverKey)).toMatchObject({ epoch: 2 });
  const subjects = findingsOf(meta, serverKey).map(({ subject }) => subject);
  expect(subjects).toHaveLength(kept);
  expect(subjects).toContain('before 0');
});

test('however much was found against one server, what is found against another has room, and takes none of it away', () => {
  const { meta, raise } = raising();
  for (let n = 0; n < 30; n++) raise('two_roots', `there ${n}`, notesOf(1, 1));
  for (let epoch = 2; epoch < 20; epoch++) raise('epoch_unexplained', originOf(epoch));
  const there = findingsOf(meta, serverKey);
  raise('two_roots', 'here', notesOf(1, 1), 'another');
  raise('epoch_unexplained', originOf(2), [], 'another');
  expect(contradictionOfKeys(meta, 'another')).toMatchObject({ epoch: 1 });
  expect(unexplainedEpoch(meta, 'another')).toBe(2);
  expect(findingsOf(meta, serverKey)).toEqual(there);
});

test('however much was found of one epoch, what is found of a later one has room: with that epoch nobody goes on', () => {
  const { meta, raise } = raising();
  for (let n = 0; n < 30; n++) raise('two_roots', `first ${n}`, notesOf(1, 1));
  const kept = findingsOf(meta, serverKey).length;
  raise('two_roots', 'second', notesOf(2, 2));
  expect(contradictionOfKeys(meta, serverKey)).toMatchObject({ epoch: 2 });
  raise('other_key', 'key', notesOf(1));
  raise('two_roots', 'third', notesOf(3, 3));
  expect(contradictionOfKeys(meta, serverKey)).toMatchObject({ epoch: Number.POSITIVE_INFINITY });
  const subjects = findingsOf(meta, serverKey).map(({ subject }) => subject);
  expect(subjects).toHaveLength(kept);
  expect(subjects).toEqual(expect.arrayContaining(['first 0', 'second', 'key', 'third']));
});

test('another key of the log, and what names no epoch, have no end; nor does a notice that was read end more than itself', () => {
  const { meta, clock, raise } = raising();
  raise('other_key', 'key', notesOf(1));
  decide(meta, serverKey, { by: 'log', epoch: 99, at: clock.now() });
  expect(contradictionOfKeys(meta, serverKey)).toMatchObject({ epoch: Number.POSITIVE_INFINITY });
  const other = raising();
  other.raise('two_roots', 'a', notesOf(1, 1));
  decide(other.meta, serverKey, { by: 'epoch', epoch: 9, at: clock.now() });
  expect(contradictionOfKeys(other.meta, serverKey)).not.toBeNull();
});

test('another key of labels contradicts no key, is told until it was read, and again when there is yet another', () => {
  const { meta, clock, raise } = raising();
  raise('other_label_key', 'second');
  expect(contradictionOfKeys(meta, serverKey)).toBeNull();
  expect(unreadLabelKey(meta, serverKey)).toEqual({
    key: 'second',
    foundAt: findingsOf(meta, serverKey)[0]?.foundAt,
  });
  decideOnLabelKeys(meta, serverKey, otherLabelKeys(meta, serverKey), clock.now());
  raise('other_label_key', 'second');
  expect(unreadLabelKey(meta, serverKey)).toBeNull();
  decide(meta, serverKey, { by: 'epoch', epoch: 3, at: clock.now() });
  expect(unreadLabelKey(meta, serverKey)).toBeNull();
  raise('other_label_key', 'third');
  expect(unreadLabelKey(meta, serverKey)).toMatchObject({ key: 'third' });
  for (let n = 0; n < 30; n++) raise('other_label_key', `more ${n}`);
  expect(otherLabelKeys(meta, serverKey).length).toBeLessThan(10);
  expect(unreadLabelKey(meta, serverKey)).toMatchObject({ key: 'more 29' });
  raise('two_roots', 'both');
  expect(contradictionOfKeys(meta, serverKey)).not.toBeNull();
});
