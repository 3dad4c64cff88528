import { afterEach, beforeEach, expect, test } from 'vitest';
import { alarmOf, summaryWith } from '../testing/compare.ts';
import { type KeyWorld, putBack, startKeyWorld } from '../testing/key-world.ts';
import { enterOther, writeAnew } from '../testing/lies/entries.ts';
import { answering } from '../testing/lies/stage.ts';
import { swapAtMark } from '../testing/lies/turns.ts';
import { looksIfOnline, looksNow, timePassesUntil } from '../testing/time-passes.ts';
import { lookInStore } from '../testing/work-in-store.ts';
import type { Person } from '../testing/world.ts';
import { ownFirst } from './own-first.ts';

let world: KeyWorld;
let aisyah: Person;
let badrul: Person;
beforeEach(async () => {
  world = await startKeyWorld();
  [aisyah, badrul] = await world.met();
});
afterEach(() => world.close());

const alarm = () => alarmOf(aisyah);
const until = (is: () => Promise<boolean>) => timePassesUntil(world, is);
/** Somebody else's key is entered in her name, and hers again. */
const swapAndPutBack = async (): Promise<void> => {
  const enterHers = await enterOther(world, aisyah.accountId);
  await enterHers();
  world.clock.forward(25 * 3_600_000);
  await until(async () => (await alarm())?.by === 'own_entry');
};
const makeNewKeys = async (): Promise<void> => {
  const { newKeys } = await aisyah.handlers().devices.makeNewKeys({});
  expect(newKeys).toMatchObject({ stage: 'none', problem: null });
  await world.server.keyTransparency.publish();
  await aisyah.online();
};
const hideLog = (isHidden: () => boolean): void =>
  answering(
    aisyah,
    (path) => path.startsWith('/v1/key-log'),
    (body) => (isHidden() ? { status: 503 } : body),
  );
const goOn = (number = aisyah.number) =>
  aisyah.handlers().encryption.goOn({ by: 'own_entry', number });
const waits = async (): Promise<void> => {
  expect((await summaryWith(aisyah, badrul)).withheld).toBe('own_entry');
  expect(await badrul.textsFrom(aisyah)).toEqual(['hai']);
};

test('who stands in one’s name is left behind by new keys and a decision together, and by nothing less', async () => {
  await swapAndPutBack();
  const chatId = await aisyah.chatWith(badrul);
  await aisyah.send(chatId, 'tunggu');
  expect(await alarm()).toMatchObject({ end: 'new_keys' });
  // That says nothing of other people's keys.
  const { checks } = await aisyah.handlers().encryption.own({});
  expect(checks).toMatchObject({ withheld: 'own_entry', others: { contradicts: 0 } });
  await expect(goOn()).rejects.toMatchObject({ code: 'alarm_not_over' });

  // New keys alone free nothing, least of all while the log is kept from her.
  let isHidden = true;
  hideLog(() => isHidden);
  await makeNewKeys();
  for (let minutes = 0; minutes < 3; minutes++) {
    world.clock.forward(62_000);
    await looksNow(aisyah);
    await waits();
  }
  expect(await alarm()).toMatchObject({ by: 'own_entry', end: 'look' });
  const ofOwn = async () => (await aisyah.handlers().encryption.own({})).checks;
  expect((await ofOwn()).own.state).toBe('contradicts');
  await expect(goOn()).rejects.toMatchObject({ code: 'alarm_not_over' });
  await aisyah.crash();
  await aisyah.online();
  hideLog(() => isHidden);
  await waits();
  isHidden = false;

  await until(async () => (await alarm())?.end === 'ready');
  await waits();
  await expect(goOn('+60123456709')).rejects.toMatchObject({ code: 'number_invalid' });
  await waits();
  // What was seen before they pressed is not what they go on with, nor what was by a clock that was ahead.
  world.clock.set(48 * 3_600_000);
  await looksNow(aisyah);
  world.clock.set(-48 * 3_600_000);
  isHidden = true;
  await expect(goOn()).rejects.toMatchObject({ code: 'unavailable' });
  await waits();
  await aisyah.crash();
  await aisyah.online();
  expect(await goOn()).toEqual({ alarms: [] });
  // What stood before is left behind, in whichever epoch.
  const { keyHash } =
    (await lookInStore(aisyah, (store) => store.keyEntries.get(aisyah.accountId))) ?? {};
  expect(await lookInStore(aisyah, ({ meta }) => ownFirst(meta, aisyah.accountId))).toMatchObject({
    keyHash,
  });

  // Her contact is asked about the new keys, and has what waited once they are accepted.
  await badrul.own().until(async () => (await summaryWith(badrul, aisyah)).keyChange);
  const { keyChange } = await summaryWith(badrul, aisyah);
  expect(await badrul.textsFrom(aisyah)).toEqual(['hai']);
  await badrul
    .handlers()
    .people.acceptKeys({ accountId: aisyah.accountId, keyHash: keyChange?.keyHash ?? '' });
  await badrul.received(aisyah, 2);
  expect(await badrul.textsFrom(aisyah)).toEqual(['hai', 'tunggu']);

  // Evidence stays, and the entry goes on being looked at.
  const { text } = await aisyah.handlers().encryption.exportEvidence({ accountId: null });
  expect(JSON.parse(text).entries).toHaveLength(1);
  world.clock.forward(25 * 3_600_000);
  await looksNow(aisyah);
  const after = await ofOwn();
  expect(after.own).toMatchObject({ state: 'agrees', version: 4 });
  expect(after.foundAt).toEqual(expect.any(Number));
  expect(await alarm()).toBeNull();
  await swapAndPutBack();
  expect(await alarm()).toMatchObject({ end: 'new_keys' });
  await aisyah.send(chatId, 'sekali lagi');
  expect((await summaryWith(aisyah, badrul)).withheld).toBe('own_entry');
});

test('an entry that was written anew is begun anew, too', async () => {
  world.clock.forward(25 * 3_600_000);
  await until(async () => (await aisyah.handlers().encryption.own({})).checks.own.version === 1);
  await writeAnew(world, aisyah.accountId);
  world.clock.forward(25 * 3_600_000);
  await until(async () => (await alarm())?.by === 'own_entry');
  await makeNewKeys();
  await until(async () => (await alarm())?.end === 'ready');
  expect(await goOn()).toEqual({ alarms: [] });
  for (let days = 0; days < 2; days++) {
    world.clock.forward(25 * 3_600_000);
    await looksNow(aisyah);
    await until(async () => !(await aisyah.handlers().encryption.own({})).checks.running);
  }
  expect(await alarm()).toBeNull();
});

test('who stands in one’s name by turns after new keys, at the heads at which everybody looks, is not gone on with', async () => {
  await swapAndPutBack();
  await makeNewKeys();
  await until(async () => (await alarm())?.end === 'ready');
  await swapAtMark(world, aisyah.accountId);
  await expect(goOn()).rejects.toMatchObject({ code: 'alarm_not_over' });
  expect(await alarm()).toMatchObject({ by: 'own_entry', end: 'new_keys' });
  await waits();
  await makeNewKeys();
  await until(async () => (await alarm())?.end === 'ready');
  expect(await goOn()).toEqual({ alarms: [] });
});

/** Looks by hand, as far as she is connected, until the alarm ends so. */
const endsBy = (end: string) =>
  until(async () => {
    await looksIfOnline(aisyah);
    return (await alarm())?.end === end;
  });
/** Somebody stood in her name; then the server puts back a backup in which nobody did. */
const leftBehind = async () => {
  const backup = await world.fork();
  await swapAndPutBack();
  expect(await alarm()).toMatchObject({ end: 'new_keys' });
  await aisyah.send(await aisyah.chatWith(badrul), 'tunggu');
  putBack(backup, aisyah.network());
  await endsBy('ready');
  expect(await alarm()).toMatchObject({ by: 'own_entry' });
  await waits();
  return backup;
};

test('a server that begins its log anew, with the right key in it, does not end the alarm: the person does, under the same key', async () => {
  await leftBehind();
  await aisyah.reopen();
  await aisyah.online();
  expect(await alarm()).toMatchObject({ by: 'own_entry', end: 'ready' });
  await waits();
  expect(await goOn()).toEqual({ alarms: [] });
  await badrul.received(aisyah, 2);
  world.clock.forward(25 * 3_600_000);
  await looksNow(aisyah);
  expect(await alarm()).toBeNull();
});

test('nor can the person go on where the new log has somebody in their name as well', async () => {
  const backup = await leftBehind();
  const enterHers = await enterOther(backup, aisyah.accountId);
  await endsBy('new_keys');
  await waits();
  await expect(goOn()).rejects.toMatchObject({ code: 'alarm_not_over' });
  // Nor once hers is put back there.
  await enterHers();
  for (let days = 0; days < 2; days++) {
    world.clock.forward(25 * 3_600_000);
    await looksNow(aisyah);
    expect(await alarm()).toMatchObject({ end: 'new_keys' });
  }
});
