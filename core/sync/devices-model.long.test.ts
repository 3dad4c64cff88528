import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDice } from '../../server/testing/dice.ts';
import { makeProgram } from '../../server/testing/program.ts';
import { type Person, startWorld, type World } from '../testing/world.ts';
import { createDeviceProcess, type DeviceProcess } from './testing/device-process.ts';
import type { DeviceState } from './testing/device-words.ts';

const seed = 20_261;
const steps = 70;
const settleMs = 25_000;

/** What is known of a message without asking anyone. */
interface Written {
  readonly side: number;
  /** The device that was asked answered, so that nothing may lose it. */
  acknowledged: boolean;
  readonly deletedBy: Set<number>;
}

let world: World;
let program: Awaited<ReturnType<typeof makeProgram>>;
/** Three devices of each of two people. */
let sides: readonly (readonly DeviceProcess[])[];
let accountIds: readonly string[];

beforeAll(async () => {
  program = await makeProgram('../core/sync/testing/device-child.ts');
  world = await startWorld();
  const people = [
    await world.person('+60123456701', 'Aisyah'),
    await world.person('+60123456702', 'Badrul'),
  ] as const;
  const [aisyah, badrul] = people;
  const devices: Person[][] = [];
  for (const person of people) {
    const all = [person];
    for (const name of ['Laptop', 'Office']) all.push(await world.device(person, name));
    await person
      .own()
      .until(async () => (await person.handlers().devices.get({})).devices?.length === 3);
    devices.push(all);
  }
  await aisyah.send(await aisyah.chatWith(badrul), 'hai');
  await badrul.received(aisyah, 1);
  await badrul.send(await badrul.chatWith(aisyah), 'hai juga');
  for (const [side, all] of devices.entries())
    for (const device of all)
      await device
        .own()
        .until(async () => (await device.messagesWith(side === 0 ? badrul : aisyah)).length === 2);
  accountIds = people.map(({ accountId }) => accountId);
  sides = devices.map((all) =>
    all.map((device) => {
      const { databaseFile, databaseKey } = device.own();
      return createDeviceProcess(program.file, {
        databaseFile,
        databaseKey: Buffer.from(databaseKey).toString('base64'),
        serverUrl: world.server.url,
      });
    }),
  );
  for (const device of devices.flat()) await device.own().messenger.close();
  await Promise.all(sides.flat().map((device) => device.start()));
}, 90_000);

afterAll(async () => {
  await Promise.all(sides.flat().map((device) => device.kill()));
  await world.close();
  rmSync(program.folder, { recursive: true, force: true });
});

const stateOf = async (device: DeviceProcess): Promise<DeviceState> => {
  const { state } = await device.ask({ what: 'state' });
  if (!state) throw new Error('no state');
  return state;
};

/** What must be the same on all devices of an account, whatever their order. */
const comparable = ({ messages, unreadCount, chatCount }: DeviceState) => ({
  messages: messages
    .map(({ messageId, outgoing, text, state }) => `${messageId} ${outgoing} ${text} ${state}`)
    .sort(),
  unreadCount,
  chatCount,
});

test('3 + 3 devices that go offline and are killed hold the same in the end, once', async () => {
  const dice = createDice(seed);
  const pick = <T>(of: readonly T[]): T => of[Math.floor(dice() * of.length)] as T;
  const written = new Map<string, Written>();
  const doubtful = new Set<string>();
  const under: Promise<unknown>[] = [];
  const offline = new Set<DeviceProcess>();
  let kills = 0;

  const send = (device: DeviceProcess, side: number): void => {
    const messageId = randomUUID();
    const entry: Written = { side, acknowledged: false, deletedBy: new Set() };
    written.set(messageId, entry);
    const to = accountIds[1 - side] ?? '';
    const asked = device.ask({ what: 'send', to, messageId, text: `pesan ${written.size}` });
    under.push(
      asked.then(
        ({ error }) => {
          entry.acknowledged = error === undefined;
        },
        () => undefined,
      ),
    );
  };
  const remove = async (device: DeviceProcess, side: number, share: number): Promise<void> => {
    const { picked: name } = await device.ask({ what: 'pick', share });
    if (!name) return;
    // By the one who wrote it it may be deleted before it left; who is killed meanwhile may not have done it.
    if (name.outgoing) doubtful.add(name.messageId);
    under.push(
      device.ask({ what: 'delete', name }).then(
        () => written.get(name.messageId)?.deletedBy.add(side),
        () => doubtful.add(name.messageId),
      ),
    );
  };

  for (let step = 0; step < steps; step++) {
    const side = Math.floor(dice() * 2);
    const device = pick(sides[side] ?? []);
    const what = dice();
    if (!device.isRunning()) {
      if (what < 0.5) await device.start();
    } else if (what < 0.55)
      for (let count = 1 + Math.floor(dice() * 4); count > 0; count--) send(device, side);
    else if (what < 0.7) under.push(device.ask({ what: 'read' }).catch(() => undefined));
    else if (what < 0.78) await remove(device, side, dice());
    else if (what < 0.88) {
      const goes = !offline.has(device);
      if (goes) offline.add(device);
      else offline.delete(device);
      under.push(device.ask({ what: goes ? 'offline' : 'online' }).catch(() => undefined));
    } else {
      kills++;
      offline.delete(device);
      await device.kill();
    }
    if (dice() < 0.3) await pause(Math.floor(dice() * 150));
  }
  await Promise.all(under);
  const all = sides.flat();
  await Promise.all(all.map((device) => (device.isRunning() ? undefined : device.start())));
  await Promise.all(all.map((device) => device.ask({ what: 'online' })));

  const isLacking = (side: number, held: ReadonlySet<string>): readonly string[] =>
    [...written].flatMap(([id, { acknowledged, deletedBy }]) => {
      if (deletedBy.has(side)) return held.has(id) ? [`${id} came back`] : [];
      return acknowledged && !doubtful.has(id) && !held.has(id) ? [`${id} is lost`] : [];
    });
  const problems = async (): Promise<readonly string[]> => {
    const found: string[] = [];
    for (const [side, devices] of sides.entries()) {
      const states = await Promise.all(devices.map(stateOf));
      const [first, ...others] = states.map(comparable);
      for (const [at, other] of others.entries())
        if (JSON.stringify(other) !== JSON.stringify(first))
          found.push(
            `side ${side}, device ${at + 2}: ${JSON.stringify(diff(first?.messages ?? [], other.messages))} ${first?.unreadCount} ${other.unreadCount}`,
          );
      for (const { messages, chatCount, unexpected } of states) {
        const ids = messages.map(({ messageId, outgoing }) => `${messageId}${outgoing}`);
        if (new Set(ids).size !== ids.length) found.push('doubled');
        if (chatCount !== 1) found.push(`${chatCount} chats`);
        found.push(
          ...unexpected,
          ...isLacking(side, new Set(messages.map((one) => one.messageId))),
        );
        if (messages.some(({ state }) => state === 'queued' || state === 'sent'))
          found.push('on the way');
      }
    }
    return found;
  };
  const until = Date.now() + settleMs;
  let left = await problems();
  while (left.length > 0 && Date.now() < until) {
    await pause(200);
    left = await problems();
  }
  expect(left, `seed ${seed}, ${written.size} messages, ${kills} kills`).toEqual([]);
  expect(kills).toBeGreaterThan(3);
  expect(written.size).toBeGreaterThan(40);
}, 120_000);

const diff = (one: readonly string[], other: readonly string[]) => [
  one.filter((line) => !other.includes(line)),
  other.filter((line) => !one.includes(line)),
];
