import { afterEach, beforeEach, expect, test } from 'vitest';
import { hashPolicy } from '../../contract/policy/in-force.ts';
import { adsRow, dayMs, newYear, somePolicy } from '../../contract/policy/testing/policies.ts';
import { startTestServer, type TestServer } from '../../server/testing/start-test-server.ts';
import { createHandClock, type HandClock } from '../testing/hand-clock.ts';
import { adsOf, publish, shownOf } from '../testing/shared-world.ts';
import { createPerson, type Person } from '../testing/world.ts';

let server: TestServer;
let serverAhead = 0;
let clock: HandClock;
let aisyah: Person;

const start = async (number = '+60123456701') => {
  clock = createHandClock();
  serverAhead = 0;
  server = await startTestServer({ clock: { now: () => Date.now() + serverAhead } });
  aisyah = await createPerson(server, number, 'Aisyah', { clock });
};
const forward = (ms: number): void => {
  serverAhead += ms;
  clock.forward(ms);
};
beforeEach(() => start());
afterEach(async () => {
  await aisyah.close();
  await server.close();
});

const sharing = () => aisyah.handlers().sharing;
const ready = async (policy = somePolicy()) => {
  const hash = await publish(server, policy);
  await aisyah.online();
  await sharing().refresh({});
  return hash;
};
const accept = (policyHash: string, ticked: boolean) =>
  sharing().accept({
    policyHash,
    shown: shownOf(policyHash, {
      boxes: [{ purpose: 'ads-relevance', recipient: 'sanubari', ticked: true }],
    }),
    choices: [{ purpose: 'ads-relevance', recipient: 'sanubari', ticked }],
  });
const turn = (policyHash: string, on: boolean) =>
  sharing().choose({
    purpose: 'ads-relevance',
    recipient: 'sanubari',
    on,
    shown: shownOf(policyHash),
  });
const settled = () =>
  aisyah.own().until(async () => {
    const state = await sharing().get({});
    return state.waiting === 0 && state.heardAt !== null && state;
  });

test('a server that publishes nothing has nothing to choose', async () => {
  await aisyah.online();
  const state = await sharing().refresh({});
  expect(state).toMatchObject({ phase: 'none', shares: [], ask: null, waiting: 0 });
  expect(state.now).toBeGreaterThan(newYear);
  await expect(accept('0'.repeat(64), true)).rejects.toMatchObject({ code: 'bad_request' });
});

test('a version is asked for, accepted here, and allowed once the server has it', async () => {
  const hash = await ready();
  const asked = await sharing().get({});
  expect(asked).toMatchObject({
    phase: 'ready',
    regime: 'opt-out',
    ask: { policyHash: hash, why: 'first', due: true },
  });
  expect(adsOf(asked)).toMatchObject({ allowed: false, because: 'not_accepted', on: false });
  const read = await sharing().readPolicy({ hash });
  expect(read.boxes.map(({ ticked }) => ticked)).toEqual([true, true, false]);
  aisyah.network().offline = true;
  const said = await accept(hash, true);
  expect(said).toMatchObject({ waiting: 1, ask: null });
  expect(adsOf(said)).toMatchObject({ on: true, allowed: false, state: 'notified' });
  expect(adsOf(said).saved.waitingSince).not.toBeNull();
  aisyah.network().offline = false;
  await sharing().refresh({});
  const known = await settled();
  expect(adsOf(known)).toMatchObject({
    on: true,
    allowed: true,
    because: 'allowed',
    locked: false,
  });
  expect(adsOf(known).saved).toMatchObject({ waitingSince: null });
  expect(adsOf(known).saved.serverSince).toBeGreaterThan(0);
  const off = await turn(hash, false);
  expect(adsOf(off)).toMatchObject({ on: false, allowed: false, because: 'refused' });
  await settled();
  const { choices } = await sharing().history({ skip: 0 });
  expect(choices.map(({ method, order }) => [method, order])).toEqual([
    ['settings', 2],
    ['acceptance', 1],
  ]);
});

test('under opt-in no box may have stood ticked', async () => {
  await aisyah.close();
  await server.close();
  await start('+491701234567');
  const hash = await ready();
  expect((await sharing().readPolicy({ hash })).boxes.every(({ ticked }) => !ticked)).toBe(true);
  await expect(accept(hash, true)).rejects.toMatchObject({ code: 'bad_request' });
});

test('on day 31 the switch is locked, and the global opt-out still works', async () => {
  const hash = await ready();
  await accept(hash, true);
  await settled();
  forward(31 * dayMs);
  await sharing().refresh({});
  expect(adsOf(await sharing().get({}))).toMatchObject({ locked: true, on: true, allowed: true });
  await expect(turn(hash, false)).rejects.toMatchObject({ code: 'choice_locked' });
  const out = await sharing().setGlobalOptOut({ on: true, shown: shownOf(hash) });
  expect(out.globalOptOut).toMatchObject({ on: true });
  const known = await settled();
  expect(adsOf(known)).toMatchObject({ on: false, allowed: false, because: 'global_opt_out' });
});

test('a refusal signed on day 29 counts, though it reaches the server a week later', async () => {
  const hash = await ready();
  await accept(hash, true);
  await settled();
  forward(29 * dayMs);
  aisyah.network().offline = true;
  aisyah.network().cut();
  await turn(hash, false);
  expect(await sharing().get({})).toMatchObject({ waiting: 1 });
  await aisyah.crash();
  expect(await sharing().get({})).toMatchObject({ waiting: 1 });
  clock.forward(7 * dayMs);
  serverAhead += 7 * dayMs;
  await aisyah.online();
  const known = await settled();
  expect(adsOf(known)).toMatchObject({ on: false, because: 'refused', state: 'objected' });
});

test('a switch that a wrong clock let through is refused by the server, shown, and what comes behind it is kept', async () => {
  const hash = await ready();
  await accept(hash, true);
  await settled();
  aisyah.network().offline = true;
  aisyah.network().cut();
  // The server's clock and this computer's go on; the program does not hear of it.
  forward(31 * dayMs);
  await expect(turn(hash, false)).rejects.toMatchObject({ code: 'choice_locked' });
  clock.forward(-31 * dayMs);
  await turn(hash, true);
  await sharing().setGlobalOptOut({ on: true, shown: shownOf(hash) });
  expect(await sharing().get({})).toMatchObject({ waiting: 2 });
  clock.forward(31 * dayMs);
  aisyah.network().offline = false;
  await aisyah.handlers().connection.retry({});
  const known = await settled();
  expect(known).toMatchObject({
    refused: { purpose: 'ads-relevance', problem: { code: 'choice_locked' } },
    globalOptOut: { on: true },
  });
  expect(await sharing().readRefusal({})).toMatchObject({ refused: null });
});

test('a widened version asks again; not now is left in peace for a week', async () => {
  const first = somePolicy();
  const hash = await ready(first);
  await accept(hash, false);
  await settled();
  const wider = somePolicy({
    id: '2026-2',
    publishedAt: newYear + dayMs,
    effectiveAt: newYear + dayMs,
    rows: [...first.rows.slice(1), { ...adsRow, retentionDays: 365 }],
  });
  const second = await ready(wider);
  expect(await sharing().get({})).toMatchObject({ ask: { why: 'widened', policyHash: second } });
  const { changes } = await sharing().readPolicy({ hash: second });
  expect(changes.filter(({ change }) => change !== 'same')).toMatchObject([
    { purpose: 'ads-relevance', change: 'widened', wider: ['retention'] },
  ]);
  const later = await sharing().notNow({ policyHash: second, shown: shownOf(second) });
  expect(later.ask).toMatchObject({ due: false });
  await settled();
  forward(7 * dayMs + 1_000);
  expect((await sharing().get({})).ask).toMatchObject({ due: true });
});

test('a receipt of all choices is verified without the network; one flipped letter is named', async () => {
  const hash = await ready();
  await accept(hash, true);
  await turn(hash, false);
  await settled();
  const { name, text } = await sharing().exportReceipt({});
  expect(name).toMatch(/^bisik-receipt-\d{4}-\d\d-\d\d\.json$/);
  expect(await sharing().verifyReceipt({ text })).toMatchObject({
    complete: true,
    records: 2,
    ownServer: true,
    ownAccount: true,
  });
  const bent = text.replace('objected', 'notified');
  expect(await sharing().verifyReceipt({ text: bent })).toMatchObject({
    complete: false,
    faultAt: 2,
  });
});

test('a stricter regime is picked and given up again; a looser one has no effect', async () => {
  const hash = await ready();
  await accept(hash, true);
  await settled();
  const pick = (regime: 'opt-in' | 'opt-out' | null) =>
    sharing().pickRegime({ regime, shown: shownOf(hash) });
  expect(await pick('opt-in')).toMatchObject({ regime: 'opt-in', pickedRegime: 'opt-in' });
  const strict = await settled();
  expect(adsOf(strict)).toMatchObject({ allowed: false, locked: false, deadlineAt: null });
  await pick(null);
  expect(await settled()).toMatchObject({ regime: 'opt-out', pickedRegime: null });
});

test('the hash of a version is of its canonical JSON', async () => {
  expect(await ready()).toBe(hashPolicy(somePolicy()).hash);
});

test('a refusal reaches the server, however many long versions there are', async () => {
  const first = somePolicy();
  const hash = await ready(first);
  await accept(hash, true);
  await settled();
  const body = 'é'.repeat(60_000);
  for (let version = 2; version < 10; version++) {
    const publishedAt = newYear + version * dayMs;
    const text = { en: { ...first.text.en, body }, ms: { ...first.text.ms, body } };
    await publish(
      server,
      somePolicy({ id: `2026-${version}`, publishedAt, effectiveAt: publishedAt, text }),
    );
  }
  const off = await sharing().setGlobalOptOut({ on: true, shown: shownOf(hash) });
  expect(off.waiting).toBe(1);
  await sharing().refresh({});
  expect(await sharing().get({})).toMatchObject({ waiting: 0, inForce: { id: '2026-9' } });
});
