import { afterEach, beforeEach, expect, test } from 'vitest';
import { disclosureEntry } from '../../contract/disclosure/entry.ts';
import { disclosureLogOrigin } from '../../contract/transparency/checkpoint.ts';
import { epochEntry, formatEpochStart } from '../../contract/transparency/epoch.ts';
import { leafHash, rootOf } from '../../contract/transparency/hashing.ts';
import { formatVerifierKey } from '../../contract/transparency/verifier-key.ts';
import { logKeyBytes, logPath } from '../../contract/wire/transparency.ts';
import { openServerIdentity } from '../../server/modules/server-identity/server-identity.ts';
import { systemRandom } from '../../server/platform/random.ts';
import type { HttpRequest, HttpResponse } from '../platform/types.ts';
import { createHandClock, type HandClock } from '../testing/hand-clock.ts';
import {
  entriesOf,
  type ForgedLog,
  forgeLog,
  type LogWorld,
  latin1,
  startLogWorld,
} from '../testing/log-world.ts';
import { workInStore } from '../testing/work-in-store.ts';
import type { Person } from '../testing/world.ts';

let world: LogWorld;
let clockOfBadrul: HandClock;
let aisyah: Person;
let badrul: Person;
beforeEach(async () => {
  world = await startLogWorld();
  await world.add(3, 7);
  clockOfBadrul = createHandClock();
  aisyah = await world.person('+60123456701', 'Aisyah', { clock: createHandClock() });
  badrul = await world.person('+60123456702', 'Badrul', { clock: clockOfBadrul });
  await aisyah.online();
  await badrul.online();
  expect(await checkBy(aisyah)).toMatchObject({ state: 'holds' });
  expect(await checkBy(badrul)).toMatchObject({ state: 'holds' });
});
afterEach(() => world.close());

const checkBy = (person: Person) => person.handlers().disclosures.check({});
const logOf = (person: Person) => person.handlers().disclosures.log({});
const originOf = (epoch: number): string => disclosureLogOrigin(world.serverId(), epoch);

type Pass = () => Promise<HttpResponse>;
interface Epoch {
  readonly epoch: number;
  readonly entries: readonly Uint8Array[];
}
interface ForgedEpoch extends Epoch {
  /** Answers about it, and with `asPresent` as if no other had ever come after it; null for what is about something else. */
  readonly answer: (
    request: HttpRequest,
    pass: Pass,
    asPresent: boolean,
  ) => Promise<HttpResponse | null>;
}

/** An epoch as a server would begin it after a restored backup: what `before` held is named, with its size and root. */
const forgeEpoch = async (epoch: number, before: Epoch): Promise<ForgedEpoch> => {
  const start = formatEpochStart({
    origin: originOf(before.epoch),
    size: before.entries.length,
    root: rootOf(before.entries.map(leafHash)),
    note: null,
  });
  const entries = [epochEntry(start), new Uint8Array(32).fill(epoch)];
  const forged = await forgeLog(world, entries, epoch);
  const verifierKey = formatVerifierKey(world.logKey().verifierKey(originOf(epoch)));
  const { sign } = openServerIdentity(world.dataDir(), systemRandom);
  const signature = Buffer.from(sign(logKeyBytes(verifierKey))).toString('base64');
  return {
    epoch,
    entries,
    answer: async (request, pass, asPresent) => {
      const { pathname } = new URL(request.url);
      if (pathname === `${logPath(epoch)}start`) return latin1(Buffer.from(start));
      if (pathname !== '/v1/log' || !asPresent) return forged.answer(request);
      const response = await pass();
      const body = { ...JSON.parse(response.body), epoch, verifierKey, signature, start };
      return { ...response, body: JSON.stringify(body) };
    },
  };
};
/** The epoch that a person's app shows to the server, to be accounted for; the server itself is not told. */
const presentedIn = (request: HttpRequest): number | null => {
  if (request.method !== 'POST' || !request.url.endsWith('/v1/consent/records')) return null;
  const body = JSON.parse(String(request.body));
  const [, epoch] = /disclosures\/(\d+)\n/.exec(body.checkpoint ?? '') ?? [];
  Object.assign(request, { body: JSON.stringify({ ...body, checkpoint: null }) });
  return epoch === undefined ? null : Number(epoch);
};

/** Shows the first of these epochs, and the second as soon as the app brings a greater one, as if that had been the backup's. */
const showing = (person: Person, first: ForgedEpoch, then: ForgedEpoch): void => {
  let present = first;
  person.network().onRequest = async (request, pass) => {
    const presented = presentedIn(request);
    if (presented !== null && presented > present.epoch) present = then;
    for (const one of [first, then]) {
      const answer = await one.answer(request, pass, one === present);
      if (answer) return answer;
    }
    return pass();
  };
};

test('two people who were each shown an epoch of their own after one log find that out', async () => {
  const old = { epoch: 1, entries: await entriesOf(world) };
  const [forAisyah, forBadrul] = [await forgeEpoch(5, old), await forgeEpoch(7, old)];
  showing(aisyah, forAisyah, await forgeEpoch(9, forAisyah));
  showing(badrul, forBadrul, await forgeEpoch(11, forBadrul));
  for (const person of [aisyah, badrul])
    expect(await checkBy(person)).toMatchObject({ state: 'restored', alarm: null });
  const toBadrul = await aisyah.chatWith(badrul);
  await aisyah.send(toBadrul, 'Dah makan?');
  await badrul.received(aisyah, 1);
  const toAisyah = await badrul.chatWith(aisyah);
  await badrul.send(toAisyah, 'Dah.');
  await aisyah.received(badrul, 1);
  clockOfBadrul.forward(6_000);
  await aisyah.send(toBadrul, 'Bagus.');
  await badrul.received(aisyah, 2);
  for (const person of [aisyah, badrul]) {
    await person.own().until(async () => (await checkBy(person)).state === 'alarm');
    expect(await logOf(person)).toMatchObject({
      alarm: { kind: 'epoch_unexplained', byContact: true },
      agreedWith: 0,
    });
    const { text } = await person.handlers().disclosures.exportEvidence({});
    const [{ notes, start }] = JSON.parse(text).alarms;
    expect(notes).toHaveLength(2);
    expect(start).toContain('/disclosures/');
  }
});

test('what is said to stand in an epoch that no start names is not called checked, and not taken back in silence', async () => {
  const present = await forgeEpoch(5, { epoch: 1, entries: await entriesOf(world) });
  let unnamed: ForgedLog | null = null;
  let takenBack = false;
  aisyah.network().onRequest = async (request, pass) => {
    presentedIn(request);
    const answer = (await present.answer(request, pass, true)) ?? (await unnamed?.answer(request));
    if (answer) return answer;
    if (new URL(request.url).pathname !== '/v1/sharing/disclosures') return pass();
    const response = await pass();
    const body = JSON.parse(response.body);
    if (takenBack)
      return { ...response, body: JSON.stringify({ disclosures: [], more: false, total: 0 }) };
    const entries: Uint8Array[] = [];
    for (const one of body.disclosures)
      for (const entry of one.entries) {
        Object.assign(entry, { epoch: 3, index: entries.length });
        entries.push(disclosureEntry(Buffer.from(entry.nonce, 'base64'), entry.opening));
      }
    if (entries.length > 0) unnamed = await forgeLog(world, entries, 3);
    return { ...response, body: JSON.stringify(body) };
  };
  expect(await checkBy(aisyah)).toMatchObject({ state: 'restored', alarm: null });
  await world.accepts(aisyah);
  expect(await checkBy(aisyah)).toMatchObject({ alarm: null });
  const list = async () => (await aisyah.handlers().disclosures.list({ before: 0 })).items;
  const shown = await list();
  expect(shown.length).toBeGreaterThan(0);
  expect(shown.map(({ check }) => check)).not.toContain('checked');
  takenBack = true;
  expect((await list()).map(({ check }) => check)).toEqual(shown.map(() => 'failed'));
  expect(await checkBy(aisyah)).toMatchObject({
    state: 'alarm',
    alarm: { kind: 'entry_missing', byContact: false },
  });
});

test('what stands in the epoch before is checked under what the start of the next names', async () => {
  await world.accepts(aisyah);
  const { size, root } = await world.store().log.head();
  const named = { origin: originOf(1), size, root, note: null };
  await world.server().transparency.rollTo(7, named);
  await world.settled();
  expect(await checkBy(aisyah)).toMatchObject({ alarm: null, origin: originOf(7) });
  const { items } = await aisyah.handlers().disclosures.list({ before: 0 });
  expect(items.length).toBeGreaterThan(0);
  expect(new Set(items.map(({ check }) => check))).toEqual(new Set(['checked']));
});

test('epochs without end fill nobody’s disk: of so many the oldest go', async () => {
  const head = { size: 1, root: new Uint8Array(32).fill(5) };
  await workInStore(aisyah, (store) => {
    for (let epoch = 2; epoch <= 90; epoch++) {
      const note = world.logKey().signNote(originOf(epoch), head);
      store.logNotes.keepNote({ origin: originOf(epoch), size: 1, note, seenAt: epoch });
    }
  });
  await aisyah.online();
  await world.server().transparency.rollTo(100, { ...head, origin: originOf(90), note: null });
  await world.settled();
  expect(await checkBy(aisyah)).toMatchObject({ alarm: null, origin: originOf(100) });
  await workInStore(aisyah, (store) => {
    const origins = store.logNotes.notes().map(({ origin }) => origin);
    const ofThis = origins.filter((origin) => origin.includes('/disclosures/'));
    expect(ofThis).toHaveLength(64);
    expect(ofThis).toContain(originOf(100));
    expect(ofThis).not.toContain(originOf(1));
    // Of the log of keys nothing went.
    expect(origins.length).toBeGreaterThan(64);
  });
});
