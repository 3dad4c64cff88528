import { afterEach, beforeEach, expect, test } from 'vitest';
import { hashPolicy } from '../../../contract/policy/in-force.ts';
import { somePolicy } from '../../../contract/policy/testing/policies.ts';
import { createHandClock } from '../../testing/hand-clock.ts';
import { forgeLog, type LogWorld, startLogWorld } from '../../testing/log-world.ts';
import { shownOf } from '../../testing/shared-world.ts';
import type { Person } from '../../testing/world.ts';

let world: LogWorld;
let aisyah: Person;
const disclosures = () => aisyah.handlers().disclosures;
const log = () => disclosures().log({});
const check = () => disclosures().check({});
const checkedIn = (state: string) =>
  aisyah.own().until(async () => (await check()).state === state && log());

beforeEach(async () => {
  world = await startLogWorld(somePolicy());
  aisyah = await world.person('+60123456701', 'Aisyah');
  await world.accepts(aisyah);
});
afterEach(() => world.close());

test('yesterday’s data folder put back: told once, and what was shown since stays on the screen', async () => {
  const backup = await world.backUp();
  await world.restart();
  await aisyah.online();
  await world.add(3, 7);
  expect(await checkedIn('holds')).toMatchObject({ alarm: null });
  const { size, origin } = await log();
  const { items } = await disclosures().list({ before: 0 });

  await world.restart(backup);
  await aisyah.handlers().connection.retry({});
  await aisyah.online();
  const restored = await checkedIn('restored');
  expect(restored.origin).not.toBe(origin);
  expect(restored.alarm).toBeNull();
  const start = await world.store().log.epochStart((await world.store().log.head()).epoch);
  expect(start?.split('\n').slice(0, 2)).toEqual([origin, String(size)]);
  expect((await disclosures().list({ before: 0 })).items).toEqual(items);
  await aisyah.reopen();
  expect(await log()).toMatchObject({ state: 'restored' });
  expect(await disclosures().readRestored({})).toMatchObject({ state: 'holds' });
  await aisyah.online();
  expect(await checkedIn('holds')).toMatchObject({ alarm: null });
});

test('a list that is opened before the new epoch could be looked at accuses nobody', async () => {
  const backup = await world.backUp();
  await world.restart();
  await aisyah.online();
  const { hash } = hashPolicy(somePolicy());
  await aisyah.handlers().sharing.setGlobalOptOut({ on: true, shown: shownOf(hash) });
  await aisyah.handlers().sharing.refresh({});
  await world.settled();
  await checkedIn('holds');
  const before = (await disclosures().list({ before: 0 })).items;

  let looks = 0;
  aisyah.network().onRequest = async (request, pass) => {
    if (!new URL(request.url).pathname.startsWith('/v1/log')) return pass();
    looks++;
    return { status: 503, body: '', retryAfterMs: undefined };
  };
  await world.restart(backup);
  await aisyah.handlers().connection.retry({});
  await aisyah.online();
  await aisyah.own().until(() => looks > 0);
  expect((await disclosures().list({ before: 0 })).items).toEqual(before);
  expect((await log()).alarm).toBeNull();
  aisyah.network().onRequest = (_request, pass) => pass();
  await world.settled();
  await check();
  expect(await log()).toMatchObject({ alarm: null });
});

test('a witness tells a restored server first; who saw less than it is shown its word', async () => {
  const { asked, witness } = await world.startWitness();
  await world.restart(world.dataDir(), [asked]);
  await aisyah.online();
  await world.add(1, 3);
  const seen = await checkedIn('holds');
  expect(seen.witnesses).toMatchObject([{ name: witness.key.name, operator: 'Kampung' }]);
  expect(seen.witnesses[0]?.cosignedAt).toBeGreaterThan(0);
  const backup = await world.backUp();
  aisyah.network().offline = true;
  aisyah.network().cut();
  await world.restart(world.dataDir(), [asked]);
  await world.add(2, 4);
  await world.restart(backup, [asked]);
  await world.add(1, 5);
  aisyah.network().offline = false;
  await aisyah.handlers().connection.retry({});
  await aisyah.online();
  expect(await checkedIn('restored')).toMatchObject({ alarm: null });
});

test('a backup put back twice: a witness that saw the epoch in between has the next one name it', async () => {
  const { asked } = await world.startWitness();
  await world.restart(world.dataDir(), [asked]);
  await aisyah.online();
  await world.add(1, 3);
  await checkedIn('holds');
  const [first, second] = [await world.backUp(), await world.backUp()];
  await world.restart(world.dataDir(), [asked]);
  await world.add(2, 4);
  const putBack = async (backup: string): Promise<number> => {
    aisyah.network().offline = true;
    aisyah.network().cut();
    await world.restart(backup, [asked]);
    await world.add(1, 5);
    aisyah.network().offline = false;
    await aisyah.handlers().connection.retry({});
    await aisyah.online();
    expect(await checkedIn('restored')).toMatchObject({ alarm: null });
    await disclosures().readRestored({});
    return (await world.store().log.head()).epoch;
  };
  const between = await putBack(first);
  const last = await putBack(second);
  expect(last).toBeGreaterThan(between);
  const start = await world.store().log.epochStart(last);
  expect(start?.split('\n')[0]).toMatch(new RegExp(`/${between}$`));
});

test('a new epoch that names more than was seen, and proves nothing of it', async () => {
  const { origin, size } = await checkedIn('holds');
  const claim = { origin: origin ?? '', size: (size ?? 0) + 5, root: new Uint8Array(32).fill(1) };
  await world.server().transparency.rollTo(7, { ...claim, note: null });
  await world.settled();
  expect(await checkedIn('unproved')).toMatchObject({ alarm: null });
  expect(await disclosures().readRestored({})).toMatchObject({ state: 'holds' });
});

test('a new epoch that names less than was seen, with what it says as evidence', async () => {
  const { origin, size } = await checkedIn('holds');
  const less = { origin: origin ?? '', size: (size ?? 0) - 1, root: new Uint8Array(32).fill(1) };
  await world.server().transparency.rollTo(7, { ...less, note: null });
  await world.settled();
  const alarm = await checkedIn('alarm');
  expect(alarm.alarm).toMatchObject({ kind: 'epoch_unexplained', byContact: false });
  expect(alarm.origin).toMatch(/\/7$/);
  const { alarms } = JSON.parse((await disclosures().exportEvidence({})).text);
  expect(alarms[0]).toMatchObject({ kind: 'epoch_unexplained' });
  expect(alarms[0].start).toContain(`${origin}\n${less.size}\n`);
  expect(alarms[0].notes).toHaveLength(2);
});

test('a start that is told, but not committed to by the new log', async () => {
  const { origin, size } = await checkedIn('holds');
  const { root } = await world.store().log.head();
  await world
    .server()
    .transparency.rollTo(7, { origin: origin ?? '', size: size ?? 0, root, note: null });
  await world.settled();
  const forged = await forgeLog(world, [new Uint8Array(32).fill(4)], 7);
  aisyah.network().onRequest = async (request, pass) => (await forged.answer(request)) ?? pass();
  expect((await checkedIn('alarm')).alarm?.kind).toBe('epoch_unexplained');
});

test('a witness that is demanded and does not cosign is an alarm; another one does not stand in for it', async () => {
  const clock = createHandClock();
  await aisyah.reopen({ clock });
  const demand = (value: boolean) =>
    aisyah.handlers().accountSettings.set({ key: 'privacy.demandWitness', value });
  const first = await world.startWitness();
  await world.restart(world.dataDir(), [first.asked]);
  await aisyah.online();
  await world.add(1, 3);
  await demand(true);
  expect(await checkedIn('holds')).toMatchObject({ alarm: null });
  const other = await world.startWitness('witness.example/lain');
  await world.restart(world.dataDir(), [other.asked]);
  await world.add(1, 4);
  await aisyah.online();
  // A checkpoint that was just signed may be cosigned in a moment.
  expect(await check()).toMatchObject({ state: 'holds', alarm: null });
  clock.forward(61_000);
  const { alarm, witnesses } = await checkedIn('alarm');
  expect(alarm?.kind).toBe('no_witness');
  expect(witnesses.map(({ name, cosignedAt }) => [name, cosignedAt === null])).toEqual([
    ['witness.example/kampung', true],
    ['witness.example/lain', false],
  ]);
  const { alarms } = JSON.parse((await disclosures().exportEvidence({})).text);
  expect(alarms[0].kind).toBe('no_witness');
  await aisyah.reopen();
  expect(await log()).toMatchObject({ state: 'alarm', alarm: { kind: 'no_witness' } });
  await world.restart(world.dataDir(), [first.asked]);
  await aisyah.online();
  await world.add(1, 5);
  expect(await checkedIn('holds')).toMatchObject({ alarm: null });
});
