import { beforeEach, expect, test } from 'vitest';
import { CodedError } from '../../../contract/errors/coded-error.ts';
import type { ReadyAccount } from '../../account/stored.ts';
import { usernameRegister } from '../../profile/own-words.ts';
import { eachStore } from '../../store/testing/each-store.ts';
import type { AccountHandle } from '../../store/types/key-labels.ts';
import type { Store } from '../../store/types.ts';
import { createHandClock, type HandClock } from '../../testing/hand-clock.ts';
import { createEnds } from '../ends.ts';
import { toKeyEvidenceFile } from '../evidence.ts';
import { createOwnLabels, type OwnLabels } from './own.ts';
import { createOwnHandles, type OwnHandles } from './own-handles.ts';
import { askerOf, type Says } from './testing/told.ts';

const [own, cik] = ['1d3a4f0e-0000-4000-8000-000000000001', '2d3a4f0e-0000-4000-8000-000000000002'];
const number = '+60123456701';
const username = 'aisyah.21';
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const here = eachStore();
let store: Store;
let clock: HandClock;
let names: OwnHandles;
let labels: OwnLabels;
let account: ReadyAccount;
let registers: Map<string, unknown>;
let isKnown: boolean;
/** To whom each leads: at the newest head, and at the distinguished ones. */
let newest: Map<string, Says>;
let marked: Map<string, Says>;
let marks: readonly number[];
let size: number;

const over = (given: Store): OwnLabels =>
  createOwnLabels(
    { store: given, clock },
    askerOf((position, value) => (position === undefined ? newest : marked).get(value) ?? null),
    names,
  );
const look = (given: OwnLabels = labels, tell: () => void = () => undefined) =>
  given.look(
    {
      asking: { account } as never,
      head: { epoch: 1, size, note: 'note' } as never,
      heads: { behind: async () => marks, newest: async () => marks },
    },
    tell,
  );
const byNumber: AccountHandle = { accountId: own, kind: 'number', value: number };
const byUsername: AccountHandle = { accountId: own, kind: 'username', value: username };
const stateOf = (name: AccountHandle) => store.keyLabels.get(name)?.state ?? null;
const ends = () =>
  createEnds(
    { store, clock } as never,
    { ready: () => account, pin: () => ({ publicKey: 'c2VydmVy' }) } as never,
  );
const kindsOfEvidence = (): readonly string[] =>
  JSON.parse(
    toKeyEvidenceFile(store.meta, {
      serverKey: 'c2VydmVy',
      ownAccountId: own,
      accountId: own,
      now: clock.now(),
    }).text,
  ).entries.map(({ kind }: { readonly kind: string }) => kind);
const choose = (findable: boolean): void => {
  account = { ...account, findableByNumber: findable };
  registers.set('privacy.findableByNumber', findable);
  names.follow(account);
};

beforeEach(async () => {
  store = here.store;
  clock = createHandClock();
  registers = new Map<string, unknown>([
    ['privacy.findableByNumber', true],
    [usernameRegister, username],
  ]);
  isKnown = true;
  account = { accountId: own, number, username, findableByNumber: true } as ReadyAccount;
  newest = new Map([
    [number, own],
    [username, own],
  ]);
  marked = new Map(newest);
  [marks, size] = [[], 9];
  names = createOwnHandles(
    { store, clock },
    { value: (key) => registers.get(key), isKnown: () => isKnown },
  );
  labels = over(store);
  expect(await look()).toBe('done');
});

test('a server that says that there is no username keeps nobody from looking at theirs, and takes nothing away that was proved', async () => {
  account = { ...account, username: null };
  newest.set(username, cik);
  expect(labels.isDue(account)).toBe(false);
  clock.forward(25 * hourMs);
  expect(labels.isDue(account)).toBe(true);
  expect(await look()).toBe('doubt');
  clock.forward(61_000);
  await look();
  expect(stateOf(byUsername)).toBe('contradicts');
  newest.set(username, null);
  await look();
  expect(stateOf(byUsername)).toBe('contradicts');
  // Nor does it where no device ever told the others.
  registers.delete(usernameRegister);
  await look();
  expect(stateOf(byUsername)).toBe('contradicts');
  // The person's own choice does, on whichever device.
  registers.set(usernameRegister, 'lain.77');
  newest.set('lain.77', own);
  names.follow(account);
  await look();
  expect(stateOf(byUsername)).toBe('agrees');
  expect(stateOf({ ...byUsername, value: 'lain.77' })).toBe('agrees');
});

test('of a device that does not know yet what the account has, nothing is said that depends on it', async () => {
  isKnown = false;
  registers.clear();
  newest = new Map([[number, null]]);
  for (let looks = 0; looks < 3; looks++) {
    expect(await look()).toBe('done');
    clock.forward(61_000);
  }
  expect([stateOf(byNumber), stateOf(byUsername)]).toEqual(['agrees', 'agrees']);
});

test('what the map says a moment after a choice is no alarm, however long ago there was a doubt of another', async () => {
  choose(false);
  // The head that has it is not signed yet: doubt. Then the app is closed for days.
  expect(await look()).toBe('doubt');
  clock.forward(72 * hourMs);
  choose(true);
  newest.set(number, null);
  labels = over(store);
  expect(await look()).toBe('doubt');
  expect(stateOf(byNumber)).toBe('agrees');
  newest.set(number, own);
  clock.forward(61_000);
  expect(await look()).toBe('done');
  // And what stays so is told after a minute.
  newest.set(number, null);
  expect(await look()).toBe('doubt');
  clock.forward(61_000);
  await look();
  expect(stateOf(byNumber)).toBe('contradicts');
});

test('a username that was given up and taken again is looked at as a new one: who had it between is nobody’s lie', async () => {
  registers.set(usernameRegister, null);
  names.follow(account);
  registers.set(usernameRegister, username);
  names.follow(account);
  marks = [4];
  marked.set(username, cik);
  expect(await look()).toBe('done');
  expect(stateOf(byUsername)).toBe('agrees');
});

test('a username that was given up is looked at for as long as heads are told: it leads to whomever, and not to the account', async () => {
  registers.set(usernameRegister, 'lain.77');
  newest.set('lain.77', own);
  names.follow(account);
  expect(labels.isDue(account)).toBe(true);
  // Who has it by now has it rightly, and had it at heads of then.
  newest.set(username, cik);
  marks = [4];
  marked.set(username, cik);
  marked.set('lain.77', own);
  expect(await look()).toBe('done');
  expect(stateOf(byUsername)).toBe('agrees');
  // Its own leaf is known again, also where it is not said whose it is.
  newest.set(username, { keptBack: own });
  clock.forward(dayMs);
  expect(await look()).toBe('doubt');
  clock.forward(61_000);
  await look();
  expect(stateOf(byUsername)).toBe('contradicts');
  expect(kindsOfEvidence()).toEqual(['kept_label']);
  // That is no less so after a month.
  clock.forward(40 * dayMs);
  await look();
  expect(stateOf(byUsername)).toBe('contradicts');
  newest.set(username, null);
  await look();
  expect(stateOf(byUsername)).toBe('agrees');
  await look();
  expect(stateOf(byUsername)).toBeNull();
});

test('on a device to which the server says otherwise, that the number leads to nobody is found as it is where it was chosen', async () => {
  account = { ...account, findableByNumber: false };
  newest.set(number, null);
  names.follow(account);
  expect(await look()).toBe('doubt');
  clock.forward(61_000);
  await look();
  expect(stateOf(byNumber)).toBe('contradicts');
  expect(kindsOfEvidence()).toEqual(['no_label']);
});

test('where no device has said, a server that says ever more usernames has a few looked at, the first ones', async () => {
  registers.delete(usernameRegister);
  for (let n = 10; n < 30; n++) {
    account = { ...account, username: `lain.${n}` };
    await look();
  }
  const kept = store.keyLabels.of(own).map(({ value }) => value);
  expect(kept).toEqual([number, username, 'lain.10', 'lain.11']);
});

test('what was found and looked at by a clock that was ahead is looked at again, and can end', async () => {
  clock.set(10 * dayMs);
  marks = [4];
  marked.set(number, cik);
  await look();
  marks = [];
  await look();
  clock.set(-10 * dayMs);
  expect(labels.isDue(account)).toBe(true);
  await look();
  expect(ends().of('own_label')).toBe('ready');
  clock.forward(hourMs);
  newest.set(number, cik);
  await look();
  expect(ends().of('own_label')).toBe('look');
});

test('what agreed by a clock that was ahead agreed before it was found not to, and is nothing to go on with', async () => {
  clock.set(10 * dayMs);
  await look();
  clock.set(-10 * dayMs);
  newest.set(number, cik);
  expect(await look()).toBe('doubt');
  clock.forward(61_000);
  await look();
  expect(stateOf(byNumber)).toBe('contradicts');
  expect(ends().of('own_label')).toBe('look');
});

test('what is seen by a clock that is ahead is nothing to go on with once it is right again', async () => {
  marks = [4];
  marked.set(number, cik);
  await look();
  marks = [];
  clock.set(10 * dayMs);
  await look();
  clock.set(-10 * dayMs);
  expect(ends().of('own_label')).toBe('ready');
  const read = ends().asRead();
  expect(() => ends().goOn('own_label', read)).toThrow(new CodedError('unavailable'));
  expect(stateOf(byNumber)).toBe('contradicts');
  await look();
  ends().goOn('own_label', read);
  expect(stateOf(byNumber)).toBe('agrees');
});

test('a doubt of a clock that was ahead has its minute from now on', async () => {
  newest.set(number, cik);
  clock.set(10 * dayMs);
  expect(await look()).toBe('doubt');
  clock.set(-10 * dayMs);
  expect(await look()).toBe('doubt');
  expect(stateOf(byNumber)).toBe('agrees');
  clock.forward(61_000);
  await look();
  expect(stateOf(byNumber)).toBe('contradicts');
});

test('what agreed by a clock that was ahead is due', async () => {
  clock.set(10 * dayMs);
  await look();
  expect(labels.isDue(account)).toBe(false);
  clock.set(-10 * dayMs);
  expect(labels.isDue(account)).toBe(true);
});

test('an alarm that could end is not ready any more when it is wrong again, and says when it was found first', async () => {
  marks = [4];
  marked.set(number, cik);
  expect(await look()).toBe('doubt');
  const foundAt = store.keyLabels.get(byNumber)?.foundAt ?? 0;
  expect(foundAt).toBeGreaterThan(0);
  expect(ends().of('own_label')).toBe('look');
  marks = [];
  clock.forward(61_000);
  await look();
  expect(ends().of('own_label')).toBe('ready');
  clock.forward(hourMs);
  newest.set(number, cik);
  await look();
  expect(ends().of('own_label')).toBe('look');
  expect(() => ends().goOn('own_label', ends().asRead())).toThrow(new CodedError('alarm_not_over'));
  expect(store.keyLabels.get(byNumber)?.foundAt).toBe(foundAt);
  expect(store.keyLabels.get(byNumber)?.lastFoundAt).toBeGreaterThan(foundAt + hourMs);
  newest.set(number, own);
  clock.forward(hourMs);
  await look();
  // They say so later than that, and then the log cannot be read.
  clock.forward(1_000);
  const read = ends().asRead();
  expect(() => ends().goOn('own_label', read)).toThrow(new CodedError('unavailable'));
  expect(stateOf(byNumber)).toBe('contradicts');
  await look();
  ends().goOn('own_label', read);
  expect(store.keyLabels.get(byNumber)).toMatchObject({
    state: 'agrees',
    foundAt: null,
    lastFoundAt: null,
  });
});

test('that a number leads to nobody, or still to its owner, is evidence of its own kind and not of somebody else', async () => {
  newest.set(number, null);
  await look();
  clock.forward(61_000);
  await look();
  expect(kindsOfEvidence()).toEqual(['no_label']);
  newest.set(number, own);
  await look();
  choose(false);
  await look();
  clock.forward(61_000);
  await look();
  newest.set(username, cik);
  await look();
  clock.forward(61_000);
  await look();
  expect(kindsOfEvidence()).toEqual(['no_label', 'kept_label', 'other_label']);
});

test('that it leads to somebody else and what proves it are written together, or not at all', async () => {
  const refusing: Store = {
    ...store,
    meta: {
      ...store.meta,
      set: (name, value) => {
        if (name.startsWith('key-log.evidence')) throw new Error('refused');
        store.meta.set(name, value);
      },
    },
  };
  marks = [4];
  marked.set(number, cik);
  await expect(look(over(refusing))).rejects.toThrow('refused');
  expect(stateOf(byNumber)).toBe('agrees');
  await look();
  expect(stateOf(byNumber)).toBe('contradicts');
  expect(kindsOfEvidence()).toEqual(['other_label']);
});

test('what is found of the number is told before the username is asked about', async () => {
  marks = [4];
  marked.set(number, cik);
  const asked: string[] = [];
  const told: unknown[] = [];
  const watched = createOwnLabels(
    { store, clock },
    askerOf((_position, value) => {
      asked.push(value);
      return marked.get(value) ?? null;
    }),
    names,
  );
  await look(watched, () => told.push([stateOf(byNumber), asked.includes(username)]));
  expect(told[0]).toEqual(['contradicts', false]);
});
