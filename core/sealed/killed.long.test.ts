import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Database } from '@signalapp/sqlcipher';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeEntries } from '../../server/store/sqlite/send-entries.ts';
import { createDice } from '../../server/testing/dice.ts';
import { makeProgram } from '../../server/testing/program.ts';
import { createDeviceProcess, type DeviceProcess } from '../sync/testing/device-process.ts';
import type { DeviceState } from '../sync/testing/device-words.ts';
import { startWorld, type World } from '../testing/world.ts';
import { becomeSealed } from './testing/sealing.ts';

const seed = 40_109;
const rounds = 16;
const settleMs = 40_000;

let world: World;
let program: Awaited<ReturnType<typeof makeProgram>>;
let devices: readonly DeviceProcess[];
let accountIds: readonly string[];

beforeAll(async () => {
  program = await makeProgram('../core/sync/testing/device-child.ts');
  world = await startWorld();
  const [aisyah, badrul] = [
    await world.person('+60123456701', 'Aisyah'),
    await world.person('+60123456702', 'Badrul'),
  ];
  await becomeSealed(aisyah, badrul);
  accountIds = [aisyah.accountId, badrul.accountId];
  devices = [aisyah, badrul].map((person) => {
    const { databaseFile, databaseKey } = person.own();
    return createDeviceProcess(program.file, {
      databaseFile,
      databaseKey: Buffer.from(databaseKey).toString('base64'),
      serverUrl: world.server.url,
    });
  });
  for (const person of [aisyah, badrul]) await person.own().messenger.close();
  await Promise.all(devices.map((device) => device.start()));
}, 120_000);

afterAll(async () => {
  await Promise.all(devices.map((device) => device.kill()));
  await world.close();
  rmSync(program.folder, { recursive: true, force: true });
});

/** What the server took, by who it was told that sent it. */
const taken = () => {
  const database = new Database(join(world.server.dataDir, 'bisik-server.db'));
  const rows = database.prepare('SELECT entries FROM send_log').all() as { entries: never }[];
  database.close();
  const entries = rows.flatMap((row) => decodeEntries(row.entries));
  const keysOf = (isNobody: boolean) =>
    new Set(entries.filter(({ sender }) => (sender === 0) === isNobody).map(({ key }) => key));
  return { sealed: keysOf(true), named: keysOf(false) };
};
const stateOf = async (device: DeviceProcess): Promise<DeviceState> => {
  const { state } = await device.ask({ what: 'state' });
  if (!state) throw new Error('no state');
  return state;
};
const idsIn = ({ messages }: DeviceState, outgoing: boolean): readonly string[] =>
  messages.filter((one) => one.outgoing === outgoing).map(({ messageId }) => messageId);

test('killed at any moment, what was acknowledged goes out sealed, once and in order, and by name nothing', async () => {
  const dice = createDice(seed);
  const before = taken();
  const asked = [new Set<string>(), new Set<string>()];
  const acknowledged = [new Set<string>(), new Set<string>()];
  const under: Promise<unknown>[] = [];
  let kills = 0;
  for (let round = 0; round < rounds; round++) {
    for (const [side, device] of devices.entries())
      for (let count = 1 + Math.floor(dice() * 4); count > 0; count--) {
        const messageId = randomUUID();
        asked[side]?.add(messageId);
        const to = accountIds[1 - side] ?? '';
        const text = `pusingan ${round}.${count}`;
        under.push(
          device.ask({ what: 'send', to, messageId, text }).then(
            ({ error }) => error === undefined && acknowledged[side]?.add(messageId),
            () => undefined,
          ),
        );
      }
    await pause(Math.floor(dice() * 120));
    const dying = devices.filter(() => dice() < 0.6);
    kills += dying.length;
    await Promise.all(dying.map((device) => device.kill()));
    await Promise.all(dying.map((device) => device.start()));
  }
  await Promise.all(under);
  await Promise.all(devices.map((device) => device.ask({ what: 'online' })));

  const problems = async (): Promise<readonly string[]> => {
    const states = await Promise.all(devices.map(stateOf));
    const found = states.flatMap(({ unexpected }) => unexpected);
    for (const [side, state] of states.entries()) {
      const [sent, received] = [idsIn(state, true), idsIn(states[1 - side] ?? state, false)];
      if (new Set(received).size !== received.length) found.push('doubled');
      if (JSON.stringify(sent) !== JSON.stringify(received)) found.push(`side ${side} differs`);
      for (const id of acknowledged[side] ?? [])
        if (!received.includes(id)) found.push(`${id} is lost`);
      if (state.messages.some(({ state: is }) => is === 'queued' || is === 'sent'))
        found.push('on the way');
    }
    return found;
  };
  const until = Date.now() + settleMs;
  let left = await problems();
  while (left.length > 0 && Date.now() < until) {
    await pause(200);
    left = await problems();
  }
  const about = `seed ${seed}, ${kills} kills`;
  expect(left, about).toEqual([]);
  expect(kills).toBeGreaterThan(8);
  const count = acknowledged.reduce((sum, { size }) => sum + size, 0);
  expect(count).toBeGreaterThan(20);

  const after = taken();
  expect(
    [...after.named].filter((key) => !before.named.has(key)),
    about,
  ).toEqual([]);
  expect(after.sealed.size - before.sealed.size).toBeGreaterThanOrEqual(count);
}, 180_000);
