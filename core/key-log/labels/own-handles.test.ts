import { expect, test } from 'vitest';
import { usernameRegister } from '../../profile/own-words.ts';
import {
  byNumber,
  byUsername,
  cik,
  eachOwnStage,
  number,
  type OwnStage,
  own,
  username,
} from './testing/own-stage.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const present = eachOwnStage();
const formerIn = ({ handles, account }: OwnStage): readonly string[] =>
  handles.of(account).flatMap(({ value, isFormer }) => (isFormer ? [value] : []));
/** They take so many usernames one after the other, an hour apart, each of which is looked at. */
const takeMany = async (
  stage: OwnStage,
  name: string,
  count: number,
): Promise<readonly string[]> => {
  const taken = Array.from({ length: count }, (_, at) => `${name}.${100 + at}`);
  for (const value of taken) {
    stage.newest.set(String(stage.registers.get(usernameRegister)), null);
    stage.newest.set(value, own);
    stage.take(value);
    expect(await stage.look()).toBe('done');
    stage.clock.forward(hourMs);
  }
  return taken;
};

test('a server that says that there is no username keeps nobody from looking at theirs, and takes nothing away that was proved', async () => {
  const stage = present();
  stage.account = { ...stage.account, username: null };
  stage.newest.set(username, cik);
  expect(stage.labels.isDue(stage.account)).toBe(false);
  stage.clock.forward(25 * hourMs);
  expect(stage.labels.isDue(stage.account)).toBe(true);
  expect(await stage.look()).toBe('doubt');
  stage.clock.forward(61_000);
  await stage.look();
  expect(stage.stateOf(byUsername)).toBe('contradicts');
  stage.newest.set(username, null);
  await stage.look();
  expect(stage.stateOf(byUsername)).toBe('contradicts');
  // Nor does it where no device ever told the others.
  stage.registers.delete(usernameRegister);
  await stage.look();
  expect(stage.stateOf(byUsername)).toBe('contradicts');
  // The person's own choice does, on whichever device.
  stage.newest.set('lain.77', own);
  stage.take('lain.77');
  await stage.look();
  expect(stage.stateOf(byUsername)).toBe('agrees');
  expect(stage.stateOf({ ...byUsername, value: 'lain.77' })).toBe('agrees');
});

test('of a device that does not know yet what the account has, nothing is said that depends on it', async () => {
  const stage = present();
  stage.isKnown = false;
  stage.registers.clear();
  stage.newest.clear();
  for (let looks = 0; looks < 3; looks++) {
    expect(await stage.look()).toBe('done');
    stage.clock.forward(61_000);
  }
  expect([stage.stateOf(byNumber), stage.stateOf(byUsername)]).toEqual(['agrees', 'agrees']);
});

test('what the map says a moment after a choice is no alarm, however long ago there was a doubt of another', async () => {
  const stage = present();
  stage.choose(false);
  // The head that has it is not signed yet: doubt. Then the app is closed for days.
  expect(await stage.look()).toBe('doubt');
  stage.clock.forward(72 * hourMs);
  stage.choose(true);
  stage.newest.set(number, null);
  stage.labels = stage.over(stage.store);
  expect(await stage.look()).toBe('doubt');
  expect(stage.stateOf(byNumber)).toBe('agrees');
  stage.newest.set(number, own);
  stage.clock.forward(61_000);
  expect(await stage.look()).toBe('done');
  // And what stays so is told after a minute.
  stage.newest.set(number, null);
  expect(await stage.look()).toBe('doubt');
  stage.clock.forward(61_000);
  await stage.look();
  expect(stage.stateOf(byNumber)).toBe('contradicts');
});

test('a username that was given up and taken again is looked at as a new one: who had it between is nobody’s lie', async () => {
  const stage = present();
  stage.take(null);
  stage.take(username);
  stage.marks = [4];
  stage.marked.set(username, cik);
  expect(await stage.look()).toBe('done');
  expect(stage.stateOf(byUsername)).toBe('agrees');
});

test('a username that was given up is looked at for as long as heads are told: it leads to whomever, and not to the account', async () => {
  const stage = present();
  stage.newest.set('lain.77', own);
  stage.take('lain.77');
  expect(stage.labels.isDue(stage.account)).toBe(true);
  // Who has it by now has it rightly, and had it at heads of then.
  stage.newest.set(username, cik);
  stage.marks = [4];
  stage.marked.set(username, cik);
  stage.marked.set('lain.77', own);
  expect(await stage.look()).toBe('done');
  expect(stage.stateOf(byUsername)).toBe('agrees');
  // Its own leaf is known again, also where it is not said whose it is.
  stage.newest.set(username, { keptBack: own });
  stage.clock.forward(dayMs);
  expect(await stage.look()).toBe('doubt');
  stage.clock.forward(61_000);
  await stage.look();
  expect(stage.stateOf(byUsername)).toBe('contradicts');
  expect(stage.kindsOfEvidence()).toEqual(['kept_label']);
  // That is no less so after a month.
  stage.clock.forward(40 * dayMs);
  await stage.look();
  expect(stage.stateOf(byUsername)).toBe('contradicts');
  stage.newest.set(username, null);
  await stage.look();
  expect(stage.stateOf(byUsername)).toBe('agrees');
  await stage.look();
  expect(stage.stateOf(byUsername)).toBeNull();
});

test('on a device to which the server says otherwise, that the number leads to nobody is found as it is where it was chosen', async () => {
  const stage = present();
  stage.account = { ...stage.account, findableByNumber: false };
  stage.newest.set(number, null);
  stage.handles.follow(stage.account);
  expect(await stage.look()).toBe('doubt');
  stage.clock.forward(61_000);
  await stage.look();
  expect(stage.stateOf(byNumber)).toBe('contradicts');
  expect(stage.kindsOfEvidence()).toEqual(['no_label']);
});

test('where no device has said, a server that says ever more usernames has a few looked at, the first ones', async () => {
  const stage = present();
  stage.registers.delete(usernameRegister);
  for (let n = 10; n < 30; n++) {
    stage.account = { ...stage.account, username: `lain.${n}` };
    await stage.look();
  }
  const kept = stage.store.keyLabels.of(own).map(({ value }) => value);
  expect(kept).toEqual([number, username, 'lain.10', 'lain.11']);
});

test('usernames that were given up are looked at for a month, one for each day of it and more', async () => {
  const stage = present();
  const taken = await takeMany(stage, 'nama', 31);
  expect(formerIn(stage)).toEqual([username, ...taken.slice(0, -1)]);
  // Of one that leads to her still it is told, and then it stays among them: others go, the first ones.
  stage.newest.set(username, own);
  expect(await stage.look()).toBe('doubt');
  stage.clock.forward(61_000);
  await stage.look();
  expect(stage.stateOf(byUsername)).toBe('contradicts');
  const later = await takeMany(stage, 'lain', 10);
  expect(formerIn(stage)).toEqual([username, ...taken.slice(-22), ...later.slice(0, -1)]);
  expect(stage.stateOf(byUsername)).toBe('contradicts');
});

test('for how long a username that was given up is looked at does not rest on a clock that was ahead', async () => {
  const stage = present();
  stage.clock.set(90 * dayMs);
  stage.take('lain.77');
  stage.clock.set(-90 * dayMs);
  stage.handles.follow(stage.account);
  expect(formerIn(stage)).toEqual([username]);
  stage.clock.forward(29 * dayMs);
  stage.handles.follow(stage.account);
  expect(formerIn(stage)).toEqual([username]);
  stage.clock.forward(2 * dayMs);
  stage.handles.follow(stage.account);
  expect(formerIn(stage)).toEqual([]);
});
