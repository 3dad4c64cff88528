import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dayMs } from '../../contract/policy/testing/policies.ts';
import { disclosureLogOrigin } from '../../contract/transparency/checkpoint.ts';
import { parseNote } from '../../contract/transparency/note.ts';
import { encodeServerFrame } from '../../contract/wire/frames.ts';
import { openLogKey } from '../../server/modules/transparency/log-key.ts';
import { systemRandom } from '../../server/platform/random.ts';
import { createHandClock, type HandClock } from '../testing/hand-clock.ts';
import { encryptedBy, jsonContent } from '../testing/hostile-sender.ts';
import { unheeding } from '../testing/key-world.ts';
import {
  entriesOf,
  type ForgedLog,
  forgeLog,
  type LogWorld,
  startLogWorld,
} from '../testing/log-world.ts';
import { workInStore } from '../testing/work-in-store.ts';
import type { Person } from '../testing/world.ts';
import { loadPending } from './pending.ts';

let world: LogWorld;
let clock: HandClock;
let clockOfBadrul: HandClock;
let aisyah: Person;
let badrul: Person;
const logOf = (person: Person) => person.handlers().disclosures.log({});
const checkBy = (person: Person) => person.handlers().disclosures.check({});

beforeEach(async () => {
  world = await startLogWorld();
  await world.add(3, 7);
  clock = createHandClock();
  aisyah = await world.person('+60123456701', 'Aisyah', { clock });
  clockOfBadrul = createHandClock();
  badrul = await world.person('+60123456702', 'Badrul', { clock: clockOfBadrul });
  await aisyah.online();
  await badrul.online();
});
afterEach(() => world.close());

/** Aisyah writes, Badrul answers, and Aisyah writes once more: each has written to the other, and each has confirmed something since. */
const exchange = async (): Promise<void> => {
  const toBadrul = await aisyah.chatWith(badrul);
  await aisyah.send(toBadrul, 'Dah makan?');
  await badrul.received(aisyah, 1);
  const toAisyah = await badrul.chatWith(aisyah);
  await badrul.send(toAisyah, 'Dah.');
  await aisyah.received(badrul, 1);
  clockOfBadrul.forward(6_000);
  await aisyah.send(toBadrul, 'Bagus.');
  await badrul.received(aisyah, 2);
};
const toldAt = async (by: Person, to: Person): Promise<number | null> => {
  let at: number | null = null;
  await workInStore(by, (store) => {
    at = store.logNotes.toldAt(to.accountId, 'disclosures');
  });
  await by.online();
  return at;
};
const forging = (person: Person, forged: ForgedLog): void => {
  person.network().onRequest = async (request, pass) => (await forged.answer(request)) ?? pass();
};

test('two people who write to each other learn that they see one log', async () => {
  expect(await checkBy(aisyah)).toMatchObject({ state: 'holds', agreedWith: 0 });
  await world.add(2, 8);
  expect(await checkBy(badrul)).toMatchObject({ state: 'holds', agreedWith: 0 });
  await exchange();
  for (const person of [aisyah, badrul])
    expect(
      await person.own().until(async () => (await logOf(person)).agreedWith === 1 && logOf(person)),
    ).toMatchObject({ state: 'holds', alarm: null });
  // Nothing of it is seen in the chat.
  expect(await badrul.textsFrom(aisyah)).toEqual(['Dah makan?', 'Bagus.']);
  expect((await aisyah.messagesWith(badrul)).map(({ body }) => body.kind)).toEqual([
    'text',
    'text',
    'text',
  ]);
});

test('a checkpoint goes along once a day, to somebody who was written to, and to nobody else', async () => {
  await checkBy(aisyah);
  await checkBy(badrul);
  const toAisyah = await badrul.chatWith(aisyah);
  await badrul.send(toAisyah, 'Hai, saya Badrul.');
  await aisyah.received(badrul, 1);
  expect(await toldAt(aisyah, badrul)).toBeNull();
  clock.forward(6_000);
  const toBadrul = await aisyah.chatWith(badrul);
  await aisyah.send(toBadrul, 'Hai.');
  await badrul.received(aisyah, 1);
  const write = async (text: string, count: number) => {
    await badrul.send(toAisyah, text);
    await aisyah.received(badrul, count);
    return toldAt(aisyah, badrul);
  };
  const first = await write('satu', 2);
  expect(first).not.toBeNull();
  expect(await write('dua', 3)).toBe(first);
  clock.forward(dayMs + 60_000);
  expect(await write('tiga', 4)).toBeGreaterThan((first ?? 0) + dayMs);
});

test('a fork is found by two people with no witness at all', async () => {
  const entries = await entriesOf(world);
  const forged = await forgeLog(world, [...entries.slice(0, -1), new Uint8Array(32).fill(99)]);
  forging(badrul, forged);
  // What she shows the server it does as if it did not hear.
  unheeding(aisyah.network());
  // Badrul was never shown another one.
  await badrul.whileClosed(async () => undefined);
  await badrul.online();
  expect(await checkBy(aisyah)).toMatchObject({ state: 'holds', alarm: null });
  await exchange();
  for (const person of [aisyah, badrul]) {
    await person.own().until(async () => (await logOf(person)).state === 'alarm');
    expect((await logOf(person)).alarm).toMatchObject({ kind: 'two_roots', byContact: true });
    const { text } = await person.handlers().disclosures.exportEvidence({});
    const [{ notes }] = JSON.parse(text).alarms as [{ notes: string[] }];
    const texts = notes.map((note) => parseNote(note)?.text.split('\n'));
    expect(texts[0]?.slice(0, 2)).toEqual(texts[1]?.slice(0, 2));
    expect(texts[0]?.[2]).not.toBe(texts[1]?.[2]);
  }
});

type Pass = Parameters<ReturnType<Person['network']>['onRequest']>[1];

test('a server that withholds what would prove a contact’s checkpoint is not said to hold', async () => {
  expect(await checkBy(badrul)).toMatchObject({ state: 'holds' });
  const failing = (of: string, status: number) => async (request: { url: string }, pass: Pass) =>
    request.url.includes(of) ? { status, body: '', retryAfterMs: undefined } : pass();
  // Badrul brings what he saw, and sees no more.
  badrul.network().onRequest = failing('/v1/log', 503);
  await world.add(2, 8);
  expect(await checkBy(aisyah)).toMatchObject({ state: 'holds' });
  // A new start has read no tile yet.
  await aisyah.reopen();
  aisyah.network().onRequest = failing('/tile/', 404);
  await aisyah.online();
  await exchange();
  for (let looks = 0; looks < 40; looks++) await checkBy(aisyah);
  expect(await logOf(aisyah)).toMatchObject({ state: 'unavailable', agreedWith: 0, alarm: null });
  aisyah.network().onRequest = (_request, pass) => pass();
  expect(await checkBy(aisyah)).toMatchObject({ state: 'holds', agreedWith: 1, alarm: null });
});

const bring = async (contents: readonly string[]): Promise<void> => {
  const [first] = await aisyah.messagesWith(badrul);
  const deliveries = await encryptedBy(
    badrul,
    aisyah,
    contents.map((checkpoint) =>
      jsonContent({
        v: 1,
        kind: 'receipt',
        what: 'delivered',
        messageIds: [first?.messageId],
        at: 1,
        checkpoint,
      }),
    ),
  );
  aisyah.network().inject(encodeServerFrame({ kind: 'deliver', deliveries: [...deliveries] }));
};

test('what a hostile contact makes up is not even asked about, and raises no alarm', async () => {
  await checkBy(aisyah);
  await exchange();
  await aisyah.own().until(async () => (await logOf(aisyah)).agreedWith === 1);
  const stranger = openLogKey(mkdtempSync(join(world.dataDir(), 'stranger-')), systemRandom);
  const head = { size: 4_000, root: new Uint8Array(32).fill(3) };
  await aisyah.reopen();
  for (const lie of [
    'not a note',
    'x'.repeat(50_000),
    stranger.signNote(disclosureLogOrigin(world.serverId(), 1), head),
    stranger.signNote(disclosureLogOrigin('0123abcd', 1), head),
    world.logKey().signNote(disclosureLogOrigin('0123abcd', 1), head),
    world.logKey().signNote('example.com/other', head),
  ]) {
    // A new start has forgotten that this contact was listened to just now.
    await aisyah.online();
    expect(await checkBy(aisyah)).toMatchObject({ state: 'holds', agreedWith: 1 });
    const { batches } = aisyah.own().messenger.counters();
    await bring([lie, lie, lie]);
    await aisyah.own().until(() => aisyah.own().messenger.counters().batches > batches);
    expect(await logOf(aisyah)).toMatchObject({ alarm: null, agreedWith: 1 });
    // Nothing of it is left to be asked about.
    await workInStore(aisyah, (store) =>
      expect(loadPending(store.meta, 'disclosures')).toEqual([]),
    );
  }
});
