import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { makeProgram } from '../../server/testing/program.ts';
import { openConnection } from '../store/connection.ts';
import { openWorking } from '../store/testing/sample.ts';
import { createDeviceProcess } from '../sync/testing/device-process.ts';
import { copyDatabase } from '../testing/copy-database.ts';
import { type KeyWorld, startKeyWorld } from '../testing/key-world.ts';
import { writeAnew } from '../testing/lies/entries.ts';
import { timePassesUntil } from '../testing/time-passes.ts';
import { lookInStore } from '../testing/work-in-store.ts';
import type { Person } from '../testing/world.ts';
import { provedAt } from './evidence.ts';
import { ownAlarm } from './own-alarm.ts';

const dayMs = 86_400_000;
const mostRounds = 40;
let program: Awaited<ReturnType<typeof makeProgram>>;
let world: KeyWorld;
let aisyah: Person;
let badrul: Person;
beforeAll(async () => {
  program = await makeProgram('../core/sync/testing/device-child.ts');
});
afterAll(() => rmSync(program.folder, { recursive: true, force: true }));
beforeEach(async () => {
  world = await startKeyWorld();
  [aisyah, badrul] = await world.met();
  // What comes after a look is not in the heads that go.
  const haveLooked = async () => {
    const rows = await lookInStore(badrul, (store) =>
      [aisyah, badrul].map(({ accountId }) => store.keyEntries.get(accountId)),
    );
    return rows.every((row) => row?.state === 'agrees' && row.position >= 2);
  };
  await timePassesUntil(world, haveLooked, 25 * 3_600_000);
});
afterEach(() => world.close());

/** What a database says of the two entries, and whether what proves it is there. */
const findings = async (files: { readonly file: string; readonly key: Uint8Array }) => {
  const store = await openWorking({ ...files, clock: world.clock });
  const of = ({ accountId }: Person) => ({
    found: store.keyEntries.get(accountId)?.evidence !== null,
    proved: provedAt(store.meta, [accountId]) !== null,
  });
  const [contact, own] = [of(aisyah), of(badrul)];
  const alarmed = ownAlarm(store.meta, badrul.accountId) !== null;
  await store.close();
  return { contact, own: { ...own, alarmed } };
};

test('killed at any moment of a look that finds a contradiction, the app has it with what proves it, or finds it again', async () => {
  const { databaseFile, databaseKey: key } = badrul.own();
  await badrul.own().messenger.close();
  await writeAnew(world, aisyah.accountId);
  const aheadMs = world.clock.now() - Date.now() + 2 * dayMs;
  let waitMs = 0;
  let [killedBefore, killedAfter] = [0, 0];
  for (let round = 0; round < mostRounds && killedAfter < 3; round++) {
    const file = copyDatabase(databaseFile);
    const device = createDeviceProcess(program.file, {
      databaseFile: file,
      databaseKey: Buffer.from(key).toString('base64'),
      serverUrl: world.server.url,
      aheadMs,
    });
    await device.start();
    // Without a connection there is nothing to look at yet.
    const looking = (async () => {
      while ((await device.ask({ what: 'look' })).error !== undefined) await pause(5);
    })().catch(() => undefined);
    await pause(waitMs);
    await device.kill();
    await looking;
    const { contact, own } = await findings({ file, key });
    expect(contact.proved).toBe(contact.found);
    expect(own).toEqual({ found: own.found, proved: own.found, alarmed: own.found });
    if (contact.found) killedAfter++;
    else {
      killedBefore++;
      waitMs = waitMs * 1.5 + 10;
    }
    if (contact.found && killedAfter === 3) {
      // Started once more it goes on saying so.
      await device.start();
      await device.kill();
      expect((await findings({ file, key })).contact).toEqual({ found: true, proved: true });
    }
    rmSync(dirname(file), { recursive: true, force: true });
  }
  expect(killedBefore).toBeGreaterThan(0);
  expect(killedAfter).toBe(3);
  await badrul.reopen();
});

test('what proves a contradiction and the word that there is one are written together, or not at all', async () => {
  const refuse = `CREATE TRIGGER refuse BEFORE INSERT ON meta WHEN NEW.name LIKE 'key-log.evidence%'
    BEGIN SELECT RAISE(ABORT, 'refused'); END`;
  const inFile = (sql: string) =>
    badrul.whileClosed((files) => {
      const connection = openConnection(files);
      connection.exec(sql);
      connection.close();
    });
  const now = async () => {
    const { databaseFile, databaseKey: key } = badrul.own();
    const file = copyDatabase(databaseFile);
    const found = await findings({ file, key });
    rmSync(dirname(file), { recursive: true, force: true });
    return found;
  };
  await inFile(refuse);
  await badrul.online();
  await writeAnew(world, aisyah.accountId);
  await badrul.handlers().encryption.checkNow({});
  expect(await now()).toEqual({
    contact: { found: false, proved: false },
    own: { found: false, proved: false, alarmed: false },
  });
  await inFile('DROP TRIGGER refuse');
  await badrul.online();
  await badrul.handlers().encryption.checkNow({});
  expect(await now()).toEqual({
    contact: { found: true, proved: true },
    own: { found: true, proved: true, alarmed: true },
  });
});
