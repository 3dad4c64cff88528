import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { parseCheckpoint } from '../../../contract/transparency/checkpoint.ts';
import { leafHash, sameHash } from '../../../contract/transparency/hashing.ts';
import { headEntry } from '../../../contract/transparency/keys/head.ts';
import { labelKeyLabel, labelKeyLeaf, toLabel } from '../../../contract/transparency/keys/label.ts';
import { provePath } from '../../../contract/transparency/keys/map.ts';
import { parseNote } from '../../../contract/transparency/note.ts';
import { verifyInclusion } from '../../../contract/transparency/proofs.ts';
import type { EndpointResponse } from '../../../contract/wire/endpoint.ts';
import type { Endpoints } from '../../../contract/wire/http.ts';
import { alarmOf, encryptionWith, summaryWith, verify } from '../../testing/compare.ts';
import { type KeyWorld, startKeyWorld } from '../../testing/key-world.ts';
import { liesOfLabels, toMark } from '../../testing/lies/labels.ts';
import { answering, type Stage, settled, takeUsername } from '../../testing/lies/stage.ts';
import { lookInStore, workInStore } from '../../testing/work-in-store.ts';
import type { Person } from '../../testing/world.ts';
import type { EntryProof } from '../evidence.ts';
import { toMapPath } from '../told-path.ts';

vi.setConfig({ hookTimeout: 60_000, testTimeout: 60_000 });

const hourMs = 3_600_000;
let world: KeyWorld;
let aisyah: Person;
let badrul: Person;
beforeEach(async () => {
  world = await startKeyWorld();
  aisyah = await world.person('+60123456701', 'Aisyah');
  badrul = await world.person('+60123456702', 'Badrul');
});
afterEach(() => world.close());

const isOfLabels = (path: string): boolean => path.startsWith('/v1/key-log/labels');
/** What somebody's app asks of labels, as it goes over the wire. */
const asked = (person: Person): { readonly path: string; readonly body: string }[] => {
  const seen: { path: string; body: string }[] = [];
  answering(person, isOfLabels, (body, request) => {
    seen.push({ path: new URL(request.url).pathname, body: String(request.body) });
    return body;
  });
  return seen;
};
const stateOf = async (viewer: Person, of: Person): Promise<string> =>
  (await encryptionWith(viewer, of)).status.state;
const labelsOf = (viewer: Person, of: Person) =>
  lookInStore(viewer, (store) => store.keyLabels.of(of.accountId));
const ownAgrees = (person: Person, count: number) =>
  vi.waitUntil(
    async () => {
      const rows = await labelsOf(person, person);
      return rows.length === count && rows.every(({ state }) => state === 'agrees');
    },
    { timeout: 20_000, interval: 150 },
  );
const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
/** With the file alone: the map whose head stands in the log under the note has that label as the path says it, made by that key. */
const isProved = (proof: {
  readonly note: string;
  readonly lookup: EndpointResponse<Endpoints['lookUpLabel']>;
  readonly label: NonNullable<EntryProof['label']>;
}): boolean => {
  const { lookup, label } = proof;
  const checkpoint = parseCheckpoint(parseNote(proof.note)?.text ?? '');
  const leaf = provePath(bytesOf(label.label), toMapPath(lookup.path));
  const key = provePath(labelKeyLabel(), {
    siblings: lookup.keyPath.map(bytesOf),
    end: labelKeyLeaf(bytesOf(label.labelKey)),
  });
  if (!checkpoint || !leaf?.leaf || !key || !sameHash(leaf.root, key.root)) return false;
  const head = leafHash(headEntry({ time: lookup.time, root: leaf.root }));
  const inclusion = label.inclusion.map(bytesOf);
  return verifyInclusion(head, label.position, checkpoint.size, checkpoint.root, inclusion);
};

test('somebody is found by number and by username as the map has it, without their being named in what labels are made of', async () => {
  const username = await takeUsername(aisyah, 'aisyah');
  const seen = asked(badrul);
  await badrul.chatWith(aisyah);
  await badrul.handlers().chats.start({ by: { kind: 'username', value: username } });
  expect(await labelsOf(badrul, aisyah)).toMatchObject([
    { kind: 'number', value: aisyah.number, state: 'agrees', proved: false },
    { kind: 'username', value: username, state: 'agrees', proved: false },
  ]);
  expect(await stateOf(badrul, aisyah)).toBe('not_verified');
  const text = JSON.stringify(seen);
  expect(seen.map(({ path }) => path)).toContain('/v1/key-log/labels/evaluate');
  expect(text).not.toContain(aisyah.number.slice(1));
  expect(text).not.toContain('aisyah');
  const calls = seen.length;
  await badrul.chatWith(aisyah);
  // A label that was made once is not made again.
  expect(seen.slice(calls).map(({ path }) => path)).toEqual(['/v1/key-log/labels/find']);
});

test('whom labels cannot be made of is found and written to, with a word about it, until it can be looked at', async () => {
  let isSilent = true;
  answering(badrul, isOfLabels, (body) => (isSilent ? { status: 503 } : body));
  await badrul.send(await badrul.chatWith(aisyah), 'hai');
  await aisyah.received(badrul, 1);
  expect(await stateOf(badrul, aisyah)).toBe('check_unavailable');
  // The log was read, and says the key; only the number could not be looked at.
  expect((await encryptionWith(badrul, aisyah)).check.unchecked).toBe('label');
  isSilent = false;
  await vi.waitUntil(
    async () => {
      world.clock.forward(60_000);
      return (await stateOf(badrul, aisyah)) === 'not_verified';
    },
    { timeout: 20_000, interval: 150 },
  );
});

test('how a person was found counts no more once their key was compared', async () => {
  answering(badrul, isOfLabels, () => ({ status: 503 }));
  await badrul.send(await badrul.chatWith(aisyah), 'hai');
  await aisyah.received(badrul, 1);
  expect(await stateOf(badrul, aisyah)).toBe('check_unavailable');
  await verify(badrul, aisyah);
  await vi.waitUntil(
    async () => {
      world.clock.forward(10_000);
      return (await stateOf(badrul, aisyah)) === 'verified';
    },
    { timeout: 20_000, interval: 150 },
  );
  expect((await summaryWith(badrul, aisyah)).withheld).toBeNull();
});

test('the own number and username are looked at, found or hidden as they were chosen to be, and raise nothing', async () => {
  await ownAgrees(aisyah, 1);
  await takeUsername(aisyah, 'aisyah');
  const findable = (value: boolean) =>
    aisyah.handlers().accountSettings.set({ key: 'privacy.findableByNumber', value });
  for (const value of [false, true]) {
    await findable(value);
    const before = world.clock.now();
    world.clock.forward(25 * hourMs);
    await vi.waitUntil(
      async () => {
        world.clock.forward(1_000);
        const rows = await labelsOf(aisyah, aisyah);
        return rows.length === 2 && rows.every(({ checkedAt }) => (checkedAt ?? 0) > before);
      },
      { timeout: 20_000, interval: 150 },
    );
    await ownAgrees(aisyah, 2);
    expect(await alarmOf(aisyah)).toBeNull();
  }
});

test('an alarm about the own number ends once the map has it again and the person goes on, and not before', async () => {
  const lie = liesOfLabels.find(({ name }) => name === 'number swapped and put back');
  await ownAgrees(aisyah, 1);
  await lie?.tell({ world, aisyah, badrul, left: {} });
  await settled(aisyah);
  world.clock.forward(25 * hourMs);
  const comesTo = (end: string) =>
    vi.waitUntil(
      async () => {
        world.clock.forward(5_000);
        const alarm = await alarmOf(aisyah);
        return alarm?.by === 'own_label' && alarm.end === end;
      },
      { timeout: 30_000, interval: 150 },
    );
  await comesTo('ready');
  const { encryption } = aisyah.handlers();
  const { text } = await encryption.exportEvidence({ accountId: null });
  expect(text).toContain('other_label');
  // A file that is handed on names the label, and nothing that the server opens it for.
  const secret = (await labelsOf(aisyah, aisyah))[0]?.secret ?? new Uint8Array();
  expect(text).toContain(Buffer.from(toLabel(secret)).toString('base64'));
  expect(text).not.toContain(Buffer.from(secret).toString('base64'));
  const [proof] = JSON.parse(text).entries;
  expect(isProved(proof)).toBe(true);
  expect(
    isProved({ ...proof, label: { ...proof.label, position: proof.label.position - 1 } }),
  ).toBe(false);
  await encryption.goOn({ by: 'own_label', number: aisyah.number });
  expect(await alarmOf(aisyah)).toBeNull();
  await ownAgrees(aisyah, 1);
});

test('what is written to whom a number led by a lie waits until numbers were compared, whatever is tried again, and then leaves', async () => {
  const lie = liesOfLabels.find(({ name }) => name === 'number swapped for an answer and put back');
  await badrul.send(await badrul.chatWith(aisyah), 'hai');
  await aisyah.received(badrul, 1);
  const left: Stage['left'] = {};
  await lie?.tell({ world, aisyah, badrul, left });
  const { about: cik } = left;
  if (!cik) throw new Error('nobody');
  const { chatId } = await summaryWith(badrul, cik);
  await badrul.send(chatId, 'satu');
  await cik.received(badrul, 1);
  await settled(badrul);
  world.clock.forward(25 * hourMs);
  await vi.waitUntil(
    async () => {
      world.clock.forward(5_000);
      return (await stateOf(badrul, cik)) === 'check_failed';
    },
    { timeout: 30_000, interval: 150 },
  );
  await badrul.online();
  await badrul.send(chatId, 'dua');
  const { encryption } = badrul.handlers();
  // The map has it as it should by now: what was proved stays.
  expect(await encryption.check({ accountId: cik.accountId })).toEqual({ result: 'failed' });
  expect(await badrul.chatWith(aisyah)).not.toBe(chatId);
  expect((await summaryWith(badrul, cik)).withheld).toBe('label');
  expect(await cik.textsFrom(badrul)).toEqual(['satu']);
  const texts = (await badrul.messagesWith(cik)).filter(({ body }) => body.kind === 'text');
  expect(texts.at(-1)).toMatchObject({ outgoing: true, state: 'queued' });
  await verify(badrul, cik);
  await cik.received(badrul, 2);
  expect(await cik.textsFrom(badrul)).toEqual(['satu', 'dua']);
  expect(await stateOf(badrul, cik)).toBe('verified');
});

test('trying again looks again at a number that led to nobody when it had to be said once more; a head at which everybody looks says it', async () => {
  await badrul.send(await badrul.chatWith(aisyah), 'hai');
  await aisyah.received(badrul, 1);
  await settled(badrul);
  await workInStore(badrul, (store) => {
    for (const row of store.keyLabels.of(aisyah.accountId))
      store.keyLabels.save({ ...row, mark: null, state: 'unconfirmed' });
  });
  await badrul.online();
  expect(await stateOf(badrul, aisyah)).toBe('check_unavailable');
  const check = () => badrul.handlers().encryption.check({ accountId: aisyah.accountId });
  // It leads to her as when it was found, and had to be said twice.
  expect(await check()).toEqual({ result: 'unavailable' });
  expect(await labelsOf(badrul, aisyah)).toMatchObject([
    { state: 'unconfirmed', mark: expect.any(Number) },
  ]);
  await toMark(world);
  await world.grow();
  expect(await check()).toEqual({ result: 'agrees' });
  expect(await stateOf(badrul, aisyah)).toBe('not_verified');
});

test('another key of labels is told and can be put away; whom one finds is not checked, and no chat waits for it', async () => {
  await ownAgrees(badrul, 1);
  const lie = liesOfLabels.find(({ name }) => name === 'other label key');
  await lie?.tell({ world, aisyah, badrul, left: {} });
  await badrul.send(await badrul.chatWith(aisyah), 'hai');
  await aisyah.received(badrul, 1);
  expect(await stateOf(badrul, aisyah)).toBe('check_unavailable');
  expect((await summaryWith(badrul, aisyah)).withheld).toBeNull();
  expect(await alarmOf(badrul)).toMatchObject({ by: 'label_key', end: 'ready' });
  const { encryption } = badrul.handlers();
  const { text } = await encryption.exportEvidence({ accountId: null });
  expect(text).toContain('other_label_key');
  const number = badrul.number;
  expect(await encryption.goOn({ by: 'label_key', number })).toEqual({ alarms: [] });
  await encryption.check({ accountId: aisyah.accountId });
  expect(await alarmOf(badrul)).toBeNull();
  expect(await stateOf(badrul, aisyah)).toBe('check_unavailable');
});
