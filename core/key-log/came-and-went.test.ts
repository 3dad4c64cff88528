import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openConnection } from '../store/connection.ts';
import { type KeyWorld, startKeyWorld } from '../testing/key-world.ts';
import { timePassesUntil } from '../testing/time-passes.ts';
import { lookInStore } from '../testing/work-in-store.ts';
import type { Person } from '../testing/world.ts';

vi.setConfig({ hookTimeout: 60_000, testTimeout: 90_000 });

let world: KeyWorld;
let aisyah: Person;
let badrul: Person;
beforeEach(async () => {
  world = await startKeyWorld();
  [aisyah, badrul] = await world.met();
});
afterEach(() => world.close());

const inFile = (sql: string): Promise<void> =>
  badrul.whileClosed(async (files) => {
    const connection = openConnection(files);
    connection.exec(sql);
    connection.close();
  });
const known = () =>
  lookInStore(badrul, (store) => ({
    version: store.keyEntries.get(aisyah.accountId)?.version ?? 0,
    devices: store.keys
      .devicesOf(aisyah.accountId)
      .map(({ deviceId, loggedAt, goneAt }) => [deviceId, loggedAt !== null, goneAt !== null]),
  }));

test('a device that came and went between two looks is kept with the look that saw it, or is seen by the next one', async () => {
  await timePassesUntil(world, async () => (await known()).version > 0);
  const before = await known();
  badrul.network().offline = true;
  badrul.network().cut();
  await world.device(aisyah, 'Meja');
  await aisyah.handlers().devices.unlink({ deviceIds: [2], wipe: false });
  await world.server.keyTransparency.publish();
  // What is written of devices fails, as on a full disk, or when the app is killed before.
  await inFile(`CREATE TRIGGER refuse BEFORE INSERT ON peer_devices
    BEGIN SELECT RAISE(ABORT, 'refused'); END`);
  badrul.network().offline = false;
  await badrul.online();
  world.clock.forward(25 * 3_600_000);
  await badrul.handlers().encryption.checkNow({});
  expect(await known()).toEqual(before);
  await inFile('DROP TRIGGER refuse');
  await badrul.online();
  await badrul.handlers().encryption.checkNow({});
  const after = await known();
  expect(after.version).toBe(before.version + 2);
  expect(after.devices).toContainEqual([2, true, true]);
});
