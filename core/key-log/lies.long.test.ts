import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { alarmOf, encryptionWith } from '../testing/compare.ts';
import { type KeyWorld, startKeyWorld } from '../testing/key-world.ts';
import { type Lie, type Stage, settled } from '../testing/lies/stage.ts';
import { lies } from '../testing/lies/table.ts';
import { quiet } from '../testing/stirrings.ts';
import { timePassesUntil } from '../testing/time-passes.ts';
import { lookInStore } from '../testing/work-in-store.ts';
import type { Person } from '../testing/world.ts';

const hourMs = 3_600_000;

let world: KeyWorld;
beforeEach(async () => {
  world = await startKeyWorld();
});
afterEach(() => world.close());

const looked = (viewer: Person, of: Person) =>
  timePassesUntil(
    world,
    () => lookInStore(viewer, (store) => store.keyEntries.get(of.accountId)?.state === 'agrees'),
    10_000,
  );

/** Time that passes faster than the network answers ends a connection: one that comes back before anybody writes. */
const online = async (person: Person): Promise<void> => {
  const isOnline = async () => (await person.handlers().connection.get({})).state === 'online';
  if (!(await isOnline())) await timePassesUntil(world, isOnline, 1_000);
};

const write = async (from: Person, to: Person): Promise<void> => {
  await online(from);
  await from.send(await from.chatWith(to), 'hai');
};

/** In which steps time passes, and how many at most. */
const pace = {
  seconds: [1_000, 30],
  minutes: [5_000, 60],
  days: [5 * hourMs, 14],
} as const;

/** What the viewer's app says: of a chat, or what counts for the whole account. */
const present = async (viewer: Person, of: Person, { state }: Lie): Promise<string> => {
  if (state !== 'own_label' && state !== 'label_key')
    return (await encryptionWith(viewer, of)).status.state;
  return (await alarmOf(viewer))?.by ?? 'none';
};

/** Time passes until that is said; never longer than it may take. */
const said = async (viewer: Person, of: Person, lie: Lie): Promise<void> => {
  const { soon, state } = lie;
  const [stepMs, steps] = pace[soon];
  let last = '';
  const isSaid = async (): Promise<boolean> => {
    last = await present(viewer, of, lie);
    return last === state;
  };
  for (let step = 0; step < steps; step++) {
    if (await isSaid()) return;
    await quiet();
    world.clock.forward(stepMs);
  }
  // No more time is put forward: what the last step began may still be on its way on a busy computer.
  await vi
    .waitUntil(isSaid, { timeout: 90_000, interval: 150 })
    .catch(() => expect(last).toBe(state));
};

test.each(lies)('$name', async (lie) => {
  const badrul = await world.person('+60123456702', 'Badrul');
  const aisyah = await world.person('+60123456701', 'Aisyah');
  const stage: Stage = { world, aisyah, badrul, left: {} };
  for (const person of [aisyah, badrul]) await looked(person, person);
  if (lie.told === 'later') {
    await write(badrul, aisyah);
    await aisyah.received(badrul, 1);
    await write(aisyah, badrul);
    await badrul.received(aisyah, 1);
    await looked(badrul, aisyah);
    await looked(aisyah, badrul);
  }
  await lie.tell(stage);
  const { username, about = lie.seenBy === 'contact' ? aisyah : badrul } = stage.left;
  if (lie.state === 'refused') {
    const by =
      username === undefined
        ? ({ kind: 'number', value: aisyah.number } as const)
        : ({ kind: 'username', value: username } as const);
    await online(badrul);
    await expect(badrul.handlers().chats.start({ by })).rejects.toMatchObject({
      code: 'found_somebody_else',
    });
    const { chats } = await badrul.handlers().chats.list({ limit: 10, before: null });
    expect(chats).toEqual([]);
    return;
  }
  const viewer = lie.seenBy === 'contact' ? badrul : aisyah;
  if (lie.told === 'before') await write(badrul, aisyah);
  else {
    expect((await encryptionWith(viewer, about)).status.state).toBe('not_verified');
    await settled(viewer);
    world.clock.forward(25 * hourMs);
  }
  await said(viewer, about, lie);
});

test('a server that tells no lie is said to tell none', async () => {
  const [aisyah, badrul] = await world.met();
  await looked(badrul, aisyah);
  world.clock.forward(25 * hourMs);
  await quiet();
  await looked(badrul, aisyah);
  expect((await encryptionWith(badrul, aisyah)).status.state).toBe('not_verified');
  for (const person of [aisyah, badrul]) expect(await alarmOf(person)).toBeNull();
});

test('nor when somebody is written to for the first time, from the first moment on', async () => {
  const badrul = await world.person('+60123456702', 'Badrul');
  const aisyah = await world.person('+60123456701', 'Aisyah');
  for (const person of [aisyah, badrul]) await looked(person, person);
  await write(badrul, aisyah);
  const [stepMs, steps] = pace.seconds;
  for (let step = 0; step < 2 * steps; step++) {
    expect((await encryptionWith(badrul, aisyah)).status.state).toBe('not_verified');
    await quiet();
    await settled(badrul);
    world.clock.forward(stepMs);
  }
  await looked(badrul, aisyah);
  expect(await alarmOf(badrul)).toBeNull();
});
