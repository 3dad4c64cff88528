import { expect, test } from 'vitest';
import { CodedError } from '../../../contract/errors/coded-error.ts';
import type { Store } from '../../store/types.ts';
import { createEnds } from '../ends.ts';
import {
  byNumber,
  cik,
  eachOwnStage,
  number,
  type OwnStage,
  own,
  username,
} from './testing/own-stage.ts';
import { askerOf } from './testing/told.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const present = eachOwnStage();
const endsOf = ({ store, clock, account }: OwnStage) =>
  createEnds(
    { store, clock } as never,
    { ready: () => account, pin: () => ({ publicKey: 'c2VydmVy' }) } as never,
  );

test('what was found and looked at by a clock that was ahead is looked at again, and can end', async () => {
  const stage = present();
  stage.clock.set(10 * dayMs);
  stage.marks = [4];
  stage.marked.set(number, cik);
  await stage.look();
  stage.marks = [];
  await stage.look();
  stage.clock.set(-10 * dayMs);
  expect(stage.labels.isDue(stage.account)).toBe(true);
  await stage.look();
  expect(endsOf(stage).of('own_label')).toBe('ready');
  stage.clock.forward(hourMs);
  stage.newest.set(number, cik);
  await stage.look();
  expect(endsOf(stage).of('own_label')).toBe('look');
});

test('what agreed by a clock that was ahead agreed before it was found not to, and is nothing to go on with', async () => {
  const stage = present();
  stage.clock.set(10 * dayMs);
  await stage.look();
  stage.clock.set(-10 * dayMs);
  stage.newest.set(number, cik);
  expect(await stage.look()).toBe('doubt');
  stage.clock.forward(61_000);
  await stage.look();
  expect(stage.stateOf(byNumber)).toBe('contradicts');
  expect(endsOf(stage).of('own_label')).toBe('look');
});

test('what is seen by a clock that is ahead is nothing to go on with once it is right again', async () => {
  const stage = present();
  stage.marks = [4];
  stage.marked.set(number, cik);
  await stage.look();
  stage.marks = [];
  stage.clock.set(10 * dayMs);
  await stage.look();
  stage.clock.set(-10 * dayMs);
  expect(endsOf(stage).of('own_label')).toBe('ready');
  const read = endsOf(stage).asRead();
  expect(() => endsOf(stage).goOn('own_label', read)).toThrow(new CodedError('unavailable'));
  expect(stage.stateOf(byNumber)).toBe('contradicts');
  await stage.look();
  endsOf(stage).goOn('own_label', read);
  expect(stage.stateOf(byNumber)).toBe('agrees');
});

test('a doubt of a clock that was ahead has its minute from now on', async () => {
  const stage = present();
  stage.newest.set(number, cik);
  stage.clock.set(10 * dayMs);
  expect(await stage.look()).toBe('doubt');
  stage.clock.set(-10 * dayMs);
  expect(await stage.look()).toBe('doubt');
  expect(stage.stateOf(byNumber)).toBe('agrees');
  stage.clock.forward(61_000);
  await stage.look();
  expect(stage.stateOf(byNumber)).toBe('contradicts');
});

test('what agreed by a clock that was ahead is due', async () => {
  const stage = present();
  stage.clock.set(10 * dayMs);
  await stage.look();
  expect(stage.labels.isDue(stage.account)).toBe(false);
  stage.clock.set(-10 * dayMs);
  expect(stage.labels.isDue(stage.account)).toBe(true);
});

test('an alarm that could end is not ready any more when it is wrong again, and says when it was found first', async () => {
  const stage = present();
  stage.marks = [4];
  stage.marked.set(number, cik);
  expect(await stage.look()).toBe('doubt');
  const foundAt = stage.store.keyLabels.get(byNumber)?.foundAt ?? 0;
  expect(foundAt).toBeGreaterThan(0);
  expect(endsOf(stage).of('own_label')).toBe('look');
  stage.marks = [];
  stage.clock.forward(61_000);
  await stage.look();
  expect(endsOf(stage).of('own_label')).toBe('ready');
  stage.clock.forward(hourMs);
  stage.newest.set(number, cik);
  await stage.look();
  expect(endsOf(stage).of('own_label')).toBe('look');
  expect(() => endsOf(stage).goOn('own_label', endsOf(stage).asRead())).toThrow(
    new CodedError('alarm_not_over'),
  );
  expect(stage.store.keyLabels.get(byNumber)?.foundAt).toBe(foundAt);
  expect(stage.store.keyLabels.get(byNumber)?.lastFoundAt).toBeGreaterThan(foundAt + hourMs);
  stage.newest.set(number, own);
  stage.clock.forward(hourMs);
  await stage.look();
  // They say so later than that, and then the log cannot be read.
  stage.clock.forward(1_000);
  const read = endsOf(stage).asRead();
  expect(() => endsOf(stage).goOn('own_label', read)).toThrow(new CodedError('unavailable'));
  expect(stage.stateOf(byNumber)).toBe('contradicts');
  await stage.look();
  endsOf(stage).goOn('own_label', read);
  expect(stage.store.keyLabels.get(byNumber)).toMatchObject({
    state: 'agrees',
    foundAt: null,
    lastFoundAt: null,
  });
});

test('that a number leads to nobody, or still to its owner, is evidence of its own kind and not of somebody else', async () => {
  const stage = present();
  stage.newest.set(number, null);
  await stage.look();
  stage.clock.forward(61_000);
  await stage.look();
  expect(stage.kindsOfEvidence()).toEqual(['no_label']);
  stage.newest.set(number, own);
  await stage.look();
  stage.choose(false);
  await stage.look();
  stage.clock.forward(61_000);
  await stage.look();
  stage.newest.set(username, cik);
  await stage.look();
  stage.clock.forward(61_000);
  await stage.look();
  expect(stage.kindsOfEvidence()).toEqual(['no_label', 'kept_label', 'other_label']);
});

test('that it leads to somebody else and what proves it are written together, or not at all', async () => {
  const stage = present();
  const refusing: Store = {
    ...stage.store,
    meta: {
      ...stage.store.meta,
      set: (name, value) => {
        if (name.startsWith('key-log.evidence')) throw new Error('refused');
        stage.store.meta.set(name, value);
      },
    },
  };
  stage.marks = [4];
  stage.marked.set(number, cik);
  await expect(stage.look(stage.over(refusing))).rejects.toThrow('refused');
  expect(stage.stateOf(byNumber)).toBe('agrees');
  await stage.look();
  expect(stage.stateOf(byNumber)).toBe('contradicts');
  expect(stage.kindsOfEvidence()).toEqual(['other_label']);
});

test('what is found of the number is told before the username is asked about', async () => {
  const stage = present();
  stage.marks = [4];
  stage.marked.set(number, cik);
  const asked: string[] = [];
  const told: unknown[] = [];
  const watched = stage.over(
    stage.store,
    askerOf((_position, value) => {
      asked.push(value);
      return stage.marked.get(value) ?? null;
    }),
  );
  await stage.look(watched, () => told.push([stage.stateOf(byNumber), asked.includes(username)]));
  expect(told[0]).toEqual(['contradicts', false]);
});
