import { afterEach, beforeEach, expect, test } from 'vitest';
import { summaryWith } from '../testing/compare.ts';
import { type KeyWorld, startKeyWorld } from '../testing/key-world.ts';
import { enterOther, writeAnew } from '../testing/lies/entries.ts';
import { answering } from '../testing/lies/stage.ts';
import type { Person } from '../testing/world.ts';
import { alarmOf, minutesUntil } from './testing/minutes.ts';

let world: KeyWorld;
let aisyah: Person;
let badrul: Person;
beforeEach(async () => {
  world = await startKeyWorld();
  [aisyah, badrul] = await world.met();
});
afterEach(() => world.close());

const alarm = () => alarmOf(aisyah);
const until = (is: () => Promise<boolean>) => minutesUntil(world, is);
/** Somebody else's key is entered in her name, and hers again. */
const swapAndPutBack = async (): Promise<void> => {
  const putBack = await enterOther(world, aisyah.accountId);
  await putBack();
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
    await aisyah.handlers().encryption.checkNow({});
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
  await aisyah.crash();
  await aisyah.online();
  expect(await goOn()).toEqual({ alarm: null });

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
  await aisyah.handlers().encryption.checkNow({});
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
  expect(await goOn()).toEqual({ alarm: null });
  for (let days = 0; days < 2; days++) {
    world.clock.forward(25 * 3_600_000);
    await aisyah.handlers().encryption.checkNow({});
    await until(async () => !(await aisyah.handlers().encryption.own({})).checks.running);
  }
  expect(await alarm()).toBeNull();
});
