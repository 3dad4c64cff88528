import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { addPending } from '../log/pending.ts';
import { alarmOf, encryptionWith, verify } from '../testing/compare.ts';
import { type KeyWorld, shown, startKeyWorld, unheeding } from '../testing/key-world.ts';
import { timePassesUntil } from '../testing/time-passes.ts';
import { lookInStore, workInStore } from '../testing/work-in-store.ts';
import type { Person } from '../testing/world.ts';
import { findingsName } from './findings.ts';

let world: KeyWorld;
beforeEach(async () => {
  world = await startKeyWorld();
});
afterEach(() => world.close());

const stateOf = async (viewer: Person, of: Person) =>
  (await encryptionWith(viewer, of)).status.state;
const fails = (viewer: Person, of: Person) =>
  vi.waitUntil(async () => (await stateOf(viewer, of)) === 'check_failed', {
    timeout: 90_000,
    interval: 100,
  });
const findingsOf = (viewer: Person): Promise<unknown> =>
  lookInStore(viewer, (store) => store.meta.get(findingsName));
const secondsUntil = (is: () => Promise<boolean>) => timePassesUntil(world, is, 1_000);
/** They looked at the entry, and it agreed. */
const looked = (viewer: Person, of: Person, since = 0) =>
  // What is not under the newest checkpoint yet is asked about again.
  secondsUntil(() =>
    lookInStore(viewer, (store) => {
      const row = store.keyEntries.get(of.accountId);
      return row?.state === 'agrees' && (row.checkedAt ?? 0) >= since;
    }),
  );
/** The device looked at the own entry as linking left it, and no look is under way: its head would be one of before. */
const settled = (device: Person) =>
  secondsUntil(async () => {
    const { checks } = await device.handlers().encryption.own({});
    return checks.own.version === 2 && !checks.running;
  });
/** Two histories that are not one any more, each with a signed head that the other has not. */
const split = async (forkHeads: number) => {
  const fork = await world.fork();
  for (let heads = 0; heads < forkHeads; heads++) await fork.grow();
  await world.grow();
  return fork;
};

/** Two people who know each other, and are shown two histories from now on. */
const parted = async (forkHeads: number) => {
  const [aisyah, badrul] = await world.met();
  const [hers, his] = [await aisyah.chatWith(badrul), await badrul.chatWith(aisyah)];
  await looked(aisyah, badrul);
  await looked(badrul, aisyah);
  shown(await split(forkHeads), badrul.network());
  world.clock.forward(25 * 3_600_000);
  const since = world.clock.now() - 60_000;
  await looked(aisyah, badrul, since);
  await looked(badrul, aisyah, since);
  return { aisyah, badrul, hers, his };
};

test.each([
  ['of one size', 1, 'two_roots', 'two_roots'],
  ['one longer than the other', 3, 'shorter', 'not_consistent'],
])(
  'two people who are shown two logs, %s, are told with the first that each hears of the other',
  async (_, forkHeads, ...kinds) => {
    // Before the logs part: who registers later makes one of them longer.
    const cik = await world.person('+60123456703', 'Cik');
    const { aisyah, badrul, hers, his } = await parted(forkHeads);
    unheeding(aisyah.network());
    // Each writes before anything of the other's came: who was told writes no more.
    await Promise.all([aisyah.send(hers, 'Dah makan?'), badrul.send(his, 'Dah.')]);
    await fails(aisyah, badrul);
    await fails(badrul, aisyah);
    for (const [viewer, other, kind] of [
      [aisyah, badrul, kinds[0]],
      [badrul, aisyah, kinds[1]],
    ] as const)
      expect(await findingsOf(viewer)).toMatchObject([
        { kind, byContact: true, contact: other.accountId },
      ]);
    // It counts for every chat.
    await aisyah.chatWith(cik);
    await aisyah.send(await aisyah.chatWith(cik), 'hai');
    await fails(aisyah, cik);
  },
);

test('what was found is told at once, however long the server takes to answer for the next', async () => {
  const [aisyah, badrul] = await world.met();
  await looked(badrul, aisyah);
  const fork = await world.fork();
  const noteOf = async (): Promise<string> =>
    (await fetch(`${fork.server.url}/v1/key-log/checkpoint`)).text();
  await fork.grow();
  const notes = [await noteOf()];
  await fork.grow();
  notes.push(await noteOf());
  for (let heads = 0; heads < 3; heads++) await world.grow();
  world.clock.forward(25 * 3_600_000);
  await looked(badrul, aisyah, world.clock.now() - 60_000);

  await workInStore(badrul, ({ meta }) => {
    for (const [index, note] of notes.entries())
      addPending(meta, 'keys', { from: aisyah.accountId, deviceId: index + 1, note, tries: 0 });
  });
  const told: unknown[] = [];
  badrul.own().on('encryption.alarmsChanged', ({ alarms }) => void told.push(alarms[0]?.by));
  const network = badrul.network();
  unheeding(network);
  const { onRequest } = network;
  let shownNotes = 0;
  let answer = (): void => undefined;
  const isAnswered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  network.onRequest = (request, pass) =>
    onRequest(request, async () => {
      const isShowing = new URL(request.url).pathname === '/v1/consent/records';
      if (isShowing && ++shownNotes > 1) await isAnswered;
      return pass();
    });
  await vi.waitUntil(() => shownNotes > 1, 60_000);
  expect(told).toEqual(['log']);
  answer();
});

test('two devices of one account that are shown two logs tell each other', async () => {
  const [aisyah, badrul] = await world.met();
  const laptop = await world.device(aisyah, 'Laptop');
  await laptop.send(await laptop.chatWith(badrul), 'dari laptop');
  await looked(laptop, badrul);
  for (const device of [aisyah, laptop]) await settled(device);
  const fork = await split(1);
  shown(fork, laptop.network());
  unheeding(aisyah.network());
  // Nobody else is there to bring anything.
  badrul.network().offline = true;
  badrul.network().cut();
  world.clock.forward(25 * 3_600_000);
  for (const device of [aisyah, laptop]) await looked(device, aisyah, world.clock.now() - 60_000);
  await aisyah.send(await aisyah.chatWith(badrul), 'satu');
  await laptop.own().until(async () => (await laptop.messagesWith(badrul)).length > 0);
  await fails(laptop, badrul);
  // Nothing goes to anybody else from now on; what is for own devices does.
  await verify(laptop, badrul);
  await fails(aisyah, badrul);
  for (const device of [aisyah, laptop])
    expect(await findingsOf(device)).toMatchObject([
      { kind: 'two_roots', byContact: true, contact: aisyah.accountId },
    ]);
});

test('a server that calls the other history a restored backup when it is brought: the alarm stays, and withholds nothing', async () => {
  const { aisyah, badrul, his } = await parted(1);
  await badrul.send(his, 'Dah.');
  await timePassesUntil(world, async () => (await alarmOf(aisyah)) !== null, 5_000);
  expect(await alarmOf(aisyah)).toMatchObject({ by: 'epoch' });
  expect(await findingsOf(aisyah)).toMatchObject([{ kind: 'epoch_unexplained' }]);
  const isChecked = async () => (await stateOf(aisyah, badrul)) === 'not_verified';
  await timePassesUntil(world, isChecked, 5_000);
});

test('a server that can be asked nothing once two roots were brought is not waited for for ever', async () => {
  const { aisyah, badrul, his } = await parted(1);
  const network = aisyah.network();
  network.onRequest = (request, pass) =>
    request.url.includes('/v1/key-log')
      ? Promise.resolve({ status: 503, body: '', retryAfterMs: undefined })
      : pass();
  await badrul.send(his, 'Dah.');
  await aisyah.received(badrul, 2);
  expect(await findingsOf(aisyah)).toBeUndefined();
  const isFailed = async () => (await stateOf(aisyah, badrul)) === 'check_failed';
  await timePassesUntil(world, isFailed, 600_000);
  expect(await findingsOf(aisyah)).toMatchObject([
    { kind: 'two_roots', byContact: true, contact: badrul.accountId },
  ]);
});

test('people who are shown one log agree, and a server that lies to nobody raises nothing', async () => {
  const [aisyah, badrul] = await world.met();
  for (const [viewer, other] of [
    [aisyah, badrul],
    [badrul, aisyah],
  ] as const) {
    await looked(viewer, other);
    await viewer.send(await viewer.chatWith(other), 'lagi');
    await viewer
      .own()
      .until(() => lookInStore(viewer, (store) => store.logNotes.agreedCount('keys') === 1));
    expect(await findingsOf(viewer)).toBeUndefined();
  }
});
