import { beforeEach, expect, test } from 'vitest';
import { type Changed, changeKeys, impostorWithKeys, keysOf } from '../testing/bend-keys.ts';
import { encryptionWith, isVerified, verify } from '../testing/compare.ts';
import type { Impostor } from '../testing/impostor.ts';
import { aisyah, badrul, pairForEachTest, world } from '../testing/pair.ts';
import type { Person } from '../testing/world.ts';

pairForEachTest({ firstText: 'mula' });

let tablet: Person;
let changed: Changed;
let fresh: Impostor;

/** Badrul compared Aisyah's key, then has a tablet that never met her, to which other keys are shown. */
beforeEach(async () => {
  await badrul.own().until(async () => (await badrul.messagesWith(aisyah)).length === 1);
  await verify(badrul, aisyah);
  tablet = await world.device(badrul, 'Tablet');
  await tablet.online();
  await tablet.own().until(async () => {
    const { rows } = await tablet.handlers().accountSettings.rows({});
    return Object.values(rows).every(({ place }) => place !== 'waiting');
  });
  // They write to the tablet.
  fresh = await impostorWithKeys(aisyah, badrul, await keysOf(world, badrul), 2);
  changed = changeKeys(tablet, aisyah);
  changed.become(fresh);
});

const stateIn = async () => (await encryptionWith(tablet, aisyah)).status.state;
const untilAsked = () =>
  tablet.own().until(async () => {
    const { chats } = await tablet.handlers().chats.list({ limit: 50, before: null });
    return chats.find(({ peer }) => peer.accountId === aisyah.accountId)?.keyChange;
  });

test('another key than the compared one is a changed key, though it is the first that the device meets', async () => {
  const { messageId } = await tablet.send(await tablet.chatWith(aisyah), 'rahsia');
  await untilAsked();
  expect(await stateIn()).toBe('key_changed');
  expect(await isVerified(tablet, aisyah)).toBe(false);
  expect((await encryptionWith(tablet, aisyah)).offered).not.toBeNull();
  expect(changed.taken).toEqual([]);

  // The compared one is taken, and what waited goes to it.
  changed.become(null);
  await tablet.handlers().connection.retry({});
  await aisyah.received(badrul, 1);
  expect(changed.taken).toEqual([]);
  expect(await isVerified(tablet, aisyah)).toBe(true);
  // It may be there before this device hears so.
  await tablet.own().until(async () => {
    const sent = (await tablet.messagesWith(aisyah)).find((one) => one.messageId === messageId);
    return sent !== undefined && sent.state !== 'queued';
  });
});

test('what comes under it waits unopened until the person accepts it, and then the mark is over', async () => {
  changed.deliver(await fresh.writeTexts(['satu']));
  const { keyHash } = await untilAsked();
  expect(await tablet.textsFrom(aisyah)).toEqual([]);
  await tablet.handlers().people.acceptKeys({ accountId: aisyah.accountId, keyHash });
  expect(await tablet.textsFrom(aisyah)).toEqual(['satu']);
  expect(await stateIn()).not.toBe('key_changed');
  expect(await isVerified(tablet, aisyah)).toBe(false);
  await badrul.own().until(async () => !(await isVerified(badrul, aisyah)));
});
