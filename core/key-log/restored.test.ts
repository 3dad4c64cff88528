import { afterEach, beforeEach, expect, test } from 'vitest';
import { alarmOf, encryptionWith, summaryWith } from '../testing/compare.ts';
import { type KeyWorld, putBack, startKeyWorld, unheeding } from '../testing/key-world.ts';
import { enterOther, writeAnew } from '../testing/lies/entries.ts';
import { answering } from '../testing/lies/stage.ts';
import { timePassesUntil } from '../testing/time-passes.ts';
import { lookInStore } from '../testing/work-in-store.ts';
import type { Person } from '../testing/world.ts';
import { findingsName } from './findings.ts';

const dayMs = 86_400_000;

let world: KeyWorld;
beforeEach(async () => {
  world = await startKeyWorld();
});
afterEach(() => world.close());

const findingsOf = (viewer: Person): Promise<unknown> =>
  lookInStore(viewer, (store) => store.meta.get(findingsName));
const rowOf = (viewer: Person, of: Person) =>
  lookInStore(viewer, (store) => store.keyEntries.get(of.accountId));
const until = (is: () => Promise<boolean>) => timePassesUntil(world, is, 30_000);
/** A day later they have looked at the entry as it is by then. */
const lookedAgain = async (viewer: Person, of: Person): Promise<void> => {
  world.clock.forward(dayMs + 60_000);
  const since = world.clock.now() - 30_000;
  await until(async () => {
    const row = await rowOf(viewer, of);
    return row?.state === 'agrees' && (row.checkedAt ?? 0) >= since;
  });
};
/** The server's clock stands still beside theirs: heads at which everybody looks come by their number, and nobody waits for one any more. */
const lookedWhereAllLook = (viewer: Person, of: Person): Promise<void> =>
  timePassesUntil(
    world,
    async () => {
      await world.grow();
      return (await rowOf(viewer, of))?.mark === null;
    },
    dayMs / 24,
  );
const agreesIn = async (viewer: Person, of: Person): Promise<boolean> => {
  const row = await rowOf(viewer, of);
  return row?.state === 'agrees' && row.epoch > 1;
};
const stateOf = async (viewer: Person, of: Person) =>
  (await encryptionWith(viewer, of)).status.state;
const checkpointOf = async (): Promise<string> =>
  (await fetch(`${world.server.url}/v1/key-log/epochs/1/checkpoint`)).text();

test.each([
  ['as many heads as were seen', 1],
  ['more heads than were seen', 3],
])(
  'a backup that was put back and signed %s before anybody showed it what there was raises nothing',
  async (_, heads) => {
    const [aisyah, badrul] = await world.met();
    await lookedWhereAllLook(badrul, aisyah);
    await lookedAgain(badrul, aisyah);
    const backup = await world.fork();
    await world.grow();
    await lookedAgain(badrul, aisyah);
    for (let signed = 0; signed < heads; signed++) await backup.grow();
    putBack(backup, badrul.network());
    world.clock.forward(dayMs);
    await until(async () => (await findingsOf(badrul)) !== undefined || agreesIn(badrul, aisyah));
    expect(await findingsOf(badrul)).toBeUndefined();
    expect(await stateOf(badrul, aisyah)).toBe('not_verified');
  },
);

test('a note of before, brought by a contact before anybody showed the server that there was more, withholds nothing', async () => {
  const [aisyah, badrul] = await world.met();
  await lookedWhereAllLook(badrul, aisyah);
  await lookedAgain(badrul, aisyah);
  const backup = await world.fork();
  await backup.grow();
  putBack(backup, badrul.network());
  // She is the one who has not come to the new server yet: what he sees there, which his receipts bring her, begins nothing at the one of before.
  unheeding(aisyah.network());
  await world.grow();
  // She has seen what the backup has not; he is the first to look after it was put back.
  const chat = await aisyah.chatWith(badrul);
  await lookedAgain(aisyah, badrul);
  await lookedAgain(badrul, aisyah);
  expect(await findingsOf(badrul)).toBeUndefined();
  await aisyah.send(chat, 'sebelum itu');
  await until(() => agreesIn(badrul, aisyah));
  // What he saw is accounted for by nobody; that it lied is not proved.
  expect(await findingsOf(badrul)).toMatchObject([{ kind: 'epoch_unexplained' }]);
  expect(await summaryWith(badrul, aisyah)).toMatchObject({
    encryption: { state: 'not_verified' },
    withheld: null,
  });
  // Nor once more, when the new epoch has begun.
  world.clock.forward(dayMs + 60_000);
  await aisyah.send(chat, 'sekali lagi');
  const since = world.clock.now();
  await until(async () => ((await rowOf(badrul, aisyah))?.checkedAt ?? 0) > since);
  expect((await findingsOf(badrul)) as readonly unknown[]).toHaveLength(1);
  await badrul.send(await badrul.chatWith(aisyah), 'masih boleh');
  await aisyah.received(badrul, 2);
  await until(async () => (await stateOf(badrul, aisyah)) === 'not_verified');
});

/** A backup is put back, and whoever shows it first what there was had seen less of it than Badrul. */
const restoredByLess = async (badrul: Person, aisyah: Person) => {
  const backup = await world.fork();
  await world.grow();
  const less = await checkpointOf();
  await world.grow();
  await lookedAgain(badrul, aisyah);
  expect(await backup.server.keyTransparency.present(less)).toBe('restored');
  await backup.server.keyTransparency.publish();
  return backup;
};

test('an epoch that names less than was seen is an alarm, and withholds nothing; chats are not checked until entries agree in it', async () => {
  const [aisyah, badrul] = await world.met();
  const told: unknown[] = [];
  badrul.own().on('encryption.alarmsChanged', ({ alarms }) => void told.push(alarms[0]?.by));
  const backup = await restoredByLess(badrul, aisyah);
  let refused = true;
  answering(
    badrul,
    (path) => path.startsWith('/v1/key-log/accounts/'),
    (body) => (refused ? { status: 503 } : body),
  );
  putBack(backup, badrul.network());
  world.clock.forward(dayMs + 60_000);
  await until(async () => (await findingsOf(badrul)) !== undefined);
  expect(await findingsOf(badrul)).toMatchObject([{ kind: 'epoch_unexplained', byContact: false }]);
  expect(await summaryWith(badrul, aisyah)).toMatchObject({
    encryption: { state: 'check_unavailable' },
    withheld: null,
  });
  await badrul.send(await badrul.chatWith(aisyah), 'masih boleh');
  await aisyah.received(badrul, 2);

  refused = false;
  await until(async () => (await stateOf(badrul, aisyah)) === 'not_verified');
  expect(await agreesIn(badrul, aisyah)).toBe(true);
  // It stays what it is: somebody has to account for it.
  expect(told).toEqual(['epoch']);
  const { encryption } = badrul.handlers();
  expect(await encryption.alarms({})).toEqual({
    alarms: [{ by: 'epoch', foundAt: expect.any(Number), end: 'ready' }],
  });
  const { text } = await encryption.exportEvidence({ accountId: null });
  expect(JSON.parse(text).alarms).toMatchObject([{ kind: 'epoch_unexplained' }]);
});

test.each([
  ['to who demands a witness, and stays', true, 'epoch'],
  ['to nobody else', false, undefined],
])(
  'an epoch that claims more than was seen, which nothing proves, is an alarm %s',
  async (_, demands, by) => {
    const [aisyah, badrul] = await world.met();
    await lookedAgain(badrul, aisyah);
    const { accountSettings } = badrul.handlers();
    await accountSettings.set({ key: 'privacy.demandWitness', value: demands });
    const backup = await world.fork();
    const { rollTo, origin, publish } = backup.server.keyTransparency;
    const root = new Uint8Array(32).fill(7);
    await rollTo(2, { origin: origin(1), size: 1_000, root, note: null });
    await publish();
    putBack(backup, badrul.network());
    world.clock.forward(dayMs + 60_000);
    const alarm = () => alarmOf(badrul);
    await until(async () => (await alarm()) !== null || agreesIn(badrul, aisyah));
    expect((await alarm())?.by).toBe(by);
    if (!demands) return;
    await badrul.reopen();
    await badrul.online();
    expect(await alarmOf(badrul)).toMatchObject({ by });
    // It is a check that cannot be made, and no lie that was proved.
    expect(await stateOf(badrul, aisyah)).toBe('check_unavailable');
  },
);

test('what contradicts in an epoch that names less than was seen fails there as ever', async () => {
  const [aisyah, badrul] = await world.met();
  const backup = await restoredByLess(badrul, aisyah);
  await enterOther(backup, badrul.accountId);
  putBack(backup, badrul.network());
  world.clock.forward(dayMs + 60_000);
  await until(async () => (await stateOf(badrul, aisyah)) === 'check_failed');
  expect((await summaryWith(badrul, aisyah)).withheld).toBe('own_entry');
  expect(await alarmOf(badrul)).toMatchObject({ by: 'own_entry' });
});

test('somebody else who stood in the own entry of a new epoch, and was put right before the first look in it, is an alarm', async () => {
  const [aisyah] = await world.met();
  await lookedAgain(aisyah, aisyah);
  const backup = await world.fork();
  await world.grow();
  await lookedAgain(aisyah, aisyah);
  const seen = await checkpointOf();
  await writeAnew(backup, aisyah.accountId);
  // The epoch accounts for all that she saw.
  expect(await backup.server.keyTransparency.present(seen)).toBe('restored');
  await backup.server.keyTransparency.publish();
  const putRight = await enterOther(backup, aisyah.accountId);
  await backup.grow();
  await putRight();
  await backup.grow();
  putBack(backup, aisyah.network());
  world.clock.forward(dayMs);
  await until(async () => (await alarmOf(aisyah)) !== null);
  expect(await alarmOf(aisyah)).toMatchObject({ by: 'own_entry' });
});
