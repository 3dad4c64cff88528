import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseCheckpoint, parseLogOrigin } from '../../contract/transparency/checkpoint.ts';
import { parseNote } from '../../contract/transparency/note.ts';
import { alarmOf, summaryWith } from '../testing/compare.ts';
import {
  type KeyHistory,
  type KeyWorld,
  putBack,
  shown,
  startKeyWorld,
  unheeding,
} from '../testing/key-world.ts';
import { answering } from '../testing/lies/stage.ts';
import { timePassesUntil } from '../testing/time-passes.ts';
import { lookInStore } from '../testing/work-in-store.ts';
import type { Person } from '../testing/world.ts';

const dayMs = 86_400_000;
let world: KeyWorld;
let aisyah: Person;
let badrul: Person;
beforeEach(async () => {
  world = await startKeyWorld();
  [aisyah, badrul] = await world.met();
});
afterEach(() => world.close());

const alarm = () => alarmOf(badrul);
const until = (is: () => Promise<boolean>) => timePassesUntil(world, is);
const lookedAgain = async (): Promise<void> => {
  world.clock.forward(dayMs + 60_000);
  const since = world.clock.now() - 30_000;
  await until(async () => {
    const row = await lookInStore(badrul, (store) => store.keyEntries.get(aisyah.accountId));
    return row?.state === 'agrees' && (row.checkedAt ?? 0) >= since;
  });
};
const noteOf = async ({ server }: Pick<KeyHistory, 'server'>): Promise<string> =>
  (await fetch(`${server.url}/v1/key-log/checkpoint`)).text();
const headIn = (note: string) => {
  const { origin } = parseCheckpoint(parseNote(note)?.text ?? '') ?? { origin: '' };
  return { origin, epoch: parseLogOrigin(origin)?.epoch ?? 0 };
};
/** He has seen one history, and is shown another. */
const showAnother = async () => {
  const fork = await world.fork();
  for (let heads = 0; heads < 3; heads++) await fork.grow();
  await world.grow();
  const seen = await noteOf(world);
  await lookedAgain();
  unheeding(badrul.network());
  shown(fork, badrul.network());
  world.clock.forward(dayMs + 60_000);
  await until(async () => (await alarm())?.by === 'log');
  return { fork, seen };
};
const goOn = (by: 'log' | 'epoch' = 'log') =>
  badrul.handlers().encryption.goOn({ by, number: badrul.number });
/** The log cannot be read from now on, until that ends. */
const hidingLog = () => {
  let isHidden = true;
  answering(
    badrul,
    (path) => path.startsWith('/v1/key-log'),
    (body) => (isHidden ? { status: 503 } : body),
  );
  return {
    end: () => {
      isHidden = false;
    },
  };
};
const checkNow = () => badrul.handlers().encryption.checkNow({});

test('a log that contradicts itself is gone on with in a new epoch, by a decision, and with those whose key it says there', async () => {
  const { fork, seen } = await showAnother();
  let isHidden = true;
  answering(
    badrul,
    (path) => path === `/v1/key-log/accounts/${aisyah.accountId}`,
    (body) => (isHidden ? { status: 503 } : body),
  );
  await badrul.send(await badrul.chatWith(aisyah), 'tunggu');
  expect(await alarm()).toMatchObject({ end: 'new_epoch' });
  await expect(goOn()).rejects.toMatchObject({ code: 'alarm_not_over' });

  expect(await fork.server.keyTransparency.present(seen)).toBe('restored');
  await fork.server.keyTransparency.publish();
  await checkNow();
  expect(await alarm()).toMatchObject({ end: 'ready' });
  await badrul.reopen();
  await badrul.online();
  expect(await alarm()).toMatchObject({ by: 'log', end: 'ready' });
  expect((await summaryWith(badrul, aisyah)).withheld).toBe('log');
  await expect(goOn('epoch')).rejects.toMatchObject({ code: 'not_found' });
  const hidden = hidingLog();
  await expect(goOn()).rejects.toMatchObject({ code: 'unavailable' });
  expect(await alarm()).toMatchObject({ by: 'log', end: 'ready' });
  hidden.end();

  // What agreed in the log of before is nothing now, and where the new one cannot be asked it waits, over a crash as well.
  expect(await goOn()).toEqual({ alarms: [] });
  for (let looks = 0; looks < 2; looks++) {
    await checkNow();
    expect((await summaryWith(badrul, aisyah)).withheld).toBe('checking');
    expect(await aisyah.textsFrom(badrul)).toEqual(['hai']);
    await badrul.reopen();
    await badrul.online();
  }
  isHidden = false;
  await checkNow();
  await badrul.own().until(async () => (await summaryWith(badrul, aisyah)).withheld === null);
  await aisyah.received(badrul, 2);
  const { text } = await badrul.handlers().encryption.exportEvidence({ accountId: null });
  expect(JSON.parse(text).alarms).toHaveLength(1);
});

test('what a contact brings of before the epoch with which one went on changes nothing, and what contradicts that epoch is an alarm as ever', async () => {
  const { fork, seen } = await showAnother();
  expect(await fork.server.keyTransparency.present(seen)).toBe('restored');
  await fork.server.keyTransparency.publish();
  await checkNow();
  expect(await alarm()).toMatchObject({ end: 'ready' });
  expect(await goOn()).toEqual({ alarms: [] });
  await checkNow();
  await badrul.own().until(async () => (await summaryWith(badrul, aisyah)).withheld === null);

  // What he saw comes to her with his receipts: her server is not to begin an epoch for it.
  unheeding(aisyah.network());
  await aisyah.send(await aisyah.chatWith(badrul), 'dari log yang lama');
  await badrul.received(aisyah, 2);
  world.clock.forward(dayMs);
  await checkNow();
  expect((await alarm())?.by).not.toBe('log');

  // The log of before is shown once more.
  await badrul.crash();
  unheeding(badrul.network());
  await badrul.online();
  world.clock.forward(dayMs);
  await until(async () => (await alarm())?.by === 'log');
  expect(await alarm()).toMatchObject({ end: 'new_epoch' });
});

test('a notice that the log began anew is put away by a decision, and comes again with the next such epoch', async () => {
  const backup = await world.fork();
  await world.grow();
  const less = await noteOf(world);
  await world.grow();
  await lookedAgain();
  expect(await backup.server.keyTransparency.present(less)).toBe('restored');
  await backup.server.keyTransparency.publish();
  putBack(backup, badrul.network());
  world.clock.forward(dayMs);
  await until(async () => (await alarm())?.by === 'epoch');
  expect(await alarm()).toMatchObject({ end: 'ready' });
  await expect(goOn()).rejects.toMatchObject({ code: 'not_found' });
  const hidden = hidingLog();
  await expect(goOn('epoch')).rejects.toMatchObject({ code: 'unavailable' });
  expect(await alarm()).toMatchObject({ by: 'epoch' });
  hidden.end();
  expect(await goOn('epoch')).toEqual({ alarms: [] });
  await badrul.reopen();
  await badrul.online();
  await checkNow();
  expect(await alarm()).toBeNull();
  expect((await summaryWith(badrul, aisyah)).withheld).toBeNull();

  const { epoch, origin } = headIn(await noteOf(backup));
  await backup.server.keyTransparency.rollTo(epoch + 1, {
    origin,
    size: 0,
    root: null,
    note: null,
  });
  await backup.grow();
  world.clock.forward(dayMs);
  await until(async () => (await alarm())?.by === 'epoch');
});
