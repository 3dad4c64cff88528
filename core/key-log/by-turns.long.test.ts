import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '@signalapp/sqlcipher';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openLabelKeys } from '../../server/modules/transparency/log-key.ts';
import { systemRandom } from '../../server/platform/random.ts';
import { openSqliteStore } from '../../server/store/sqlite/store.ts';
import type { Store } from '../../server/store/types.ts';
import { type InProcessServer, startTestServer } from '../../server/testing/start-test-server.ts';
import { changeKeys } from '../testing/bend-keys.ts';
import { encryptionWith } from '../testing/compare.ts';
import { createHandClock, type HandClock } from '../testing/hand-clock.ts';
import { createImpostor } from '../testing/impostor.ts';
import { createPerson, type Person } from '../testing/world.ts';

const hourMs = 3_600_000;
const stepMs = 5 * hourMs;

/** Somebody with a clock of their own, which can be put forward for them alone. */
interface Watcher {
  readonly person: Person;
  readonly clock: HandClock;
  /** How often their app looked an entry of the map up. */
  readonly looks: () => number;
}

let folder: string;
let store: Store;
let server: InProcessServer;
let clock: HandClock;
const people: Person[] = [];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bisik-turns-'));
  clock = createHandClock();
  store = openSqliteStore({
    file: join(folder, 'bisik-server.db'),
    clock,
    labelKeys: openLabelKeys(folder, systemRandom),
  });
  server = await startTestServer({ dataDir: folder, store, clock });
});
afterEach(async () => {
  for (const one of people.splice(0)) await one.close();
  await server.close();
  await store.close();
  rmSync(folder, { recursive: true });
});

const watcher = async (number: string, name: string): Promise<Watcher> => {
  const own = createHandClock();
  const person = await createPerson(server, number, name, { clock: own });
  people.push(person);
  let looks = 0;
  person.network().onRequest = (request, pass) => {
    if (request.url.includes('/v1/key-log/accounts/')) looks++;
    return pass();
  };
  await person.online();
  return { person, clock: own, looks: () => looks };
};

/** The server's files as whoever runs it can change them. */
const asOperator = <Result>(work: (database: Database) => Result): Result => {
  const database = new Database(join(folder, 'bisik-server.db'));
  try {
    return work(database);
  } finally {
    database.close();
  }
};
const newestHead = (): number =>
  asOperator((database) =>
    Number(database.prepare('SELECT max(head) AS head FROM key_heads').get()?.head),
  );
/** One more head, with the map as it was at an earlier one. */
const turnBack = async (to: number): Promise<void> => {
  const next = newestHead() + 1;
  asOperator((database) =>
    database.exec(`INSERT OR REPLACE INTO key_nodes
      SELECT depth, prefix, ${next}, hash, label, version, chain FROM key_nodes AS node WHERE since = (
        SELECT max(since) FROM key_nodes AS place
        WHERE place.depth = node.depth AND place.prefix = node.prefix AND place.since <= ${to})`),
  );
  await store.keyMap.beat(0);
  await server.keyTransparency.publish();
};
/** Enters another key for an account and takes it back in its table: the map alone has it. */
const enterKey = async (accountId: string, identityKey: string): Promise<void> => {
  const is = `id = '${accountId}'`;
  asOperator((database) =>
    database.exec(`CREATE TABLE aside AS SELECT identity_key FROM accounts WHERE ${is};
      UPDATE accounts SET identity_key = '${identityKey}' WHERE ${is};
      INSERT INTO key_unrecorded SELECT ref FROM accounts WHERE ${is}`),
  );
  await store.keyMap.adopt(10);
  asOperator((database) =>
    database.exec(
      `UPDATE accounts SET identity_key = (SELECT identity_key FROM aside) WHERE ${is}`,
    ),
  );
  await server.keyTransparency.publish();
};
/** Time passes for them; resolves once their app has looked at what it looks at by then. */
const passes = async ({ clock: own, looks }: Watcher, ms: number): Promise<void> => {
  own.forward(ms);
  let before = -1;
  await vi.waitUntil(
    () => {
      const now = looks();
      const isStill = now === before;
      before = now;
      return isStill;
    },
    { timeout: 10_000, interval: 500 },
  );
};
const fails = async (viewer: Watcher, of: Watcher): Promise<boolean> =>
  (await encryptionWith(viewer.person, of.person)).status.state === 'check_failed';

/**
 * A server that keeps two maps: Badrul, who meets Aisyah now, sees the one with another key for her whenever he looks, Aisyah and everybody
 * else the right one, and the heads take turns. Gives who found it, and after how long.
 */
const byTurns = async (rightFirst: boolean): Promise<readonly [string, number]> => {
  const aisyah = await watcher('+60123456701', 'Aisyah');
  const badrul = await watcher('+60123456702', 'Badrul');
  const cik = await watcher('+60123456703', 'Cik');
  // With whom Aisyah has a chat, in which she can see it.
  await cik.person.send(await cik.person.chatWith(aisyah.person), 'hai');
  await aisyah.person.received(cik.person, 1);
  await aisyah.person.send(await aisyah.person.chatWith(cik.person), 'hai');
  await cik.person.received(aisyah.person, 1);
  await passes(aisyah, 61_000);
  expect(await fails(aisyah, cik)).toBe(false);
  if (rightFirst) await turnBack(newestHead());

  const right = newestHead();
  const impostor = await createImpostor(aisyah.person, badrul.person);
  await enterKey(aisyah.person.accountId, impostor.bundles.identityKey);
  const swapped = newestHead();
  changeKeys(badrul.person, aisyah.person, { log: 'honest' }).become(impostor);
  await badrul.person.send(await badrul.person.chatWith(aisyah.person), 'hai');
  await vi.waitUntil(
    async () => (await encryptionWith(badrul.person, aisyah.person)).key !== null,
    { timeout: 90_000 },
  );
  await passes(badrul, 61_000);
  // The stranger's device is in no head: it is looked for a few times more, and then not.
  for (let looks = 0; looks < 4; looks++) await passes(badrul, 10_000);
  expect(await fails(badrul, aisyah)).toBe(false);
  await turnBack(right);

  for (let hours = 5; hours <= 72; hours += 5) {
    clock.forward(stepMs);
    await turnBack(swapped);
    await passes(badrul, stepMs);
    await turnBack(right);
    await passes(aisyah, stepMs);
    // What is seen for the first time is doubted for a minute.
    await passes(aisyah, 62_000);
    await passes(badrul, 62_000);
    if (await fails(badrul, aisyah)) return ['Badrul', hours];
    if (await fails(aisyah, cik)) return ['Aisyah', hours];
  }
  return ['nobody', Number.POSITIVE_INFINITY];
};

test('two maps by turns, the right one at the heads at which everybody looks: found within a day by who was given the other', async () => {
  const [by, hours] = await byTurns(false);
  expect(by).toBe('Badrul');
  expect(hours).toBeLessThanOrEqual(24);
});

test('two maps by turns, the swapped one at the heads at which everybody looks: found within two days by whose key it is', async () => {
  const [by, hours] = await byTurns(true);
  expect(by).toBe('Aisyah');
  expect(hours).toBeLessThanOrEqual(48);
});

test('the heads at which everybody looks stay away: after three days that is not to be looked at, until they come', async () => {
  const aisyah = await watcher('+60123456701', 'Aisyah');
  const badrul = await watcher('+60123456702', 'Badrul');
  await badrul.person.send(await badrul.person.chatWith(aisyah.person), 'hai');
  const state = async () => (await encryptionWith(badrul.person, aisyah.person)).status.state;
  await vi.waitUntil(async () => (await encryptionWith(badrul.person, aisyah.person)).key, 90_000);
  await passes(badrul, 61_000);
  for (let day = 1; day <= 2; day++) await passes(badrul, 24 * hourMs);
  expect(await state()).toBe('not_verified');
  for (let day = 3; day <= 4; day++) await passes(badrul, 24 * hourMs);
  await vi.waitUntil(async () => (await state()) === 'check_unavailable', { timeout: 90_000 });
  for (let hours = 0; hours < 48; hours += 4) {
    clock.forward(4 * hourMs);
    await store.keyMap.beat(0);
  }
  await server.keyTransparency.publish();
  await passes(badrul, 2 * hourMs);
  await vi.waitUntil(async () => (await state()) === 'not_verified', { timeout: 90_000 });
});
