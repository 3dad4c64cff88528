import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Changed, changeKeys, impostorWithKeys, keysOf } from '../testing/bend-keys.ts';
import { encryptionWith, summaryWith, verify } from '../testing/compare.ts';
import type { Impostor } from '../testing/impostor.ts';
import { type KeyWorld, startKeyWorld } from '../testing/key-world.ts';
import { timePassesUntil } from '../testing/time-passes.ts';
import type { Person } from '../testing/world.ts';

let world: KeyWorld;
let aisyah: Person;
let daniel: Person;
let impostor: Impostor;
let changed: Changed;
beforeEach(async () => {
  world = await startKeyWorld();
  aisyah = await world.person('+60123456701', 'Aisyah');
  daniel = await world.person('+60123456704', 'Daniel');
  impostor = await impostorWithKeys(aisyah, daniel, await keysOf(world, daniel));
  changed = changeKeys(daniel, aisyah, { log: 'honest' });
});
afterEach(async () => {
  await impostor.close();
  await world.close();
});

const held = async (): Promise<number | null> =>
  (await summaryWith(daniel, aisyah)).keyChange?.heldCount ?? null;
const untilHeld = (): Promise<number> => daniel.own().until(held);
const isWithheldFor = async (by: string): Promise<boolean> =>
  (await summaryWith(daniel, aisyah)).withheld === by;
/** The server is asked which key it shows. */
const shownAgain = async (): Promise<void> => {
  await daniel.online();
  await daniel.handlers().encryption.check({ accountId: aisyah.accountId });
};
/** Daniel takes the impostor's key for hers, and she writes to him under her own. */
const takenIn = async (): Promise<void> => {
  changed.become(impostor);
  await daniel.send(await daniel.chatWith(aisyah), 'satu');
  await daniel.own().until(() => isWithheldFor('checking'));
};

test('what came under another key than one that failed waits for the person, however often the server shows the failed one again', async () => {
  await takenIn();
  // Of a key that was compared nothing is corrected without a question.
  await verify(daniel, aisyah);
  await aisyah.send(await aisyah.chatWith(daniel), 'ini saya');
  const count = await untilHeld();
  await shownAgain();
  expect(await isWithheldFor('checking')).toBe(true);
  expect(await held()).toBe(count);
  await timePassesUntil(world, () => isWithheldFor('entry'));
  await shownAgain();
  expect(await held()).toBe(count);
  await daniel.crash();
  changed.again();
  await shownAgain();
  expect(await held()).toBe(count);
  expect(await daniel.noticesWith(aisyah)).toEqual(['identity_changed']);
  expect((await encryptionWith(daniel, aisyah)).status.state).toBe('check_failed');

  const keyHash = (await summaryWith(daniel, aisyah)).keyChange?.keyHash ?? '';
  await daniel.handlers().people.acceptKeys({ accountId: aisyah.accountId, keyHash });
  await daniel.received(aisyah, 1);
  expect(await daniel.textsFrom(aisyah)).toEqual(['ini saya']);
});

test('a key that was taken on nobody’s word and failed gives way to one under which something came, whichever the server shows', async () => {
  await takenIn();
  await aisyah.send(await aisyah.chatWith(daniel), 'ini saya');
  await untilHeld();
  await shownAgain();
  await timePassesUntil(world, async () => (await daniel.textsFrom(aisyah)).includes('ini saya'));
  expect(await daniel.noticesWith(aisyah)).toContain('identity_corrected');
  expect(changed.taken).toEqual([]);
});

test('what came under another key than one that the log says goes once that is shown again', async () => {
  await daniel.send(await daniel.chatWith(aisyah), 'satu');
  await aisyah.received(daniel, 1);
  changed.deliver(await impostor.writeTexts(['aku Aisyah']));
  await daniel
    .own()
    .until(async () => (await daniel.noticesWith(aisyah)).includes('identity_restored'));
  expect(await held()).toBeNull();
  expect(await daniel.textsFrom(aisyah)).toEqual([]);
});
