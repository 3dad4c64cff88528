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
import { toKeyHash } from '../crypto/key-hash.ts';
import type { KeyEntryRow } from '../store/types/key-entries.ts';
import { changeKeys } from '../testing/bend-keys.ts';
import { encryptionWith } from '../testing/compare.ts';
import { createHandClock, type HandClock } from '../testing/hand-clock.ts';
import { createImpostor } from '../testing/impostor.ts';
import { quiet } from '../testing/stirrings.ts';
import { timePassesUntil } from '../testing/time-passes.ts';
import { lookInStore } from '../testing/work-in-store.ts';
import { createPerson, type Person } from '../testing/world.ts';

let folder: string;
let store: Store;
let server: InProcessServer;
let clock: HandClock;
const people: Person[] = [];
const person = async (number: string, name: string): Promise<Person> => {
  const one = await createPerson(server, number, name, { clock });
  people.push(one);
  await one.online();
  return one;
};
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bisik-keys-'));
  clock = createHandClock();
  store = openSqliteStore({
    file: join(folder, 'bisik-server.db'),
    labelKeys: openLabelKeys(folder, systemRandom),
  });
  server = await startTestServer({ dataDir: folder, store });
});
afterEach(async () => {
  for (const one of people.splice(0)) await one.close();
  await server.close();
  await store.close();
  rmSync(folder, { recursive: true });
});

/** The server as its operator can change it. */
const asOperator = (sql: string): void => {
  const database = new Database(join(folder, 'bisik-server.db'));
  database.exec(sql);
  database.close();
};
const rowOf = (viewer: Person, of: Person): Promise<KeyEntryRow | null> =>
  lookInStore(viewer, (store) => store.keyEntries.get(of.accountId));
const stateOf = async (viewer: Person, of: Person) =>
  (await encryptionWith(viewer, of)).status.state;
const looked = (viewer: Person, of: Person) =>
  timePassesUntil({ clock }, async () => (await rowOf(viewer, of))?.state === 'agrees', 1_000);
/** Enters anew what the tables say by now, and has it signed. */
const entered = async (): Promise<void> => {
  await store.keyMap.adopt(10);
  await server.keyTransparency.publish();
};
/** Minutes pass until it is said to have failed. */
const laterFails = (viewer: Person, of: Person) =>
  timePassesUntil({ clock }, async () => (await stateOf(viewer, of)) === 'check_failed');
const met = async (): Promise<readonly [Person, Person]> => {
  const aisyah = await person('+60123456701', 'Aisyah');
  const badrul = await person('+60123456702', 'Badrul');
  await badrul.send(await badrul.chatWith(aisyah), 'hai');
  await aisyah.received(badrul, 1);
  await aisyah.send(await aisyah.chatWith(badrul), 'hai');
  await badrul.received(aisyah, 1);
  return [aisyah, badrul];
};

test('the own entry and that of a contact are looked at, and what was seen is kept', async () => {
  const [aisyah, badrul] = await met();
  await looked(badrul, aisyah);
  await looked(badrul, badrul);
  const { key } = await encryptionWith(badrul, aisyah);
  expect(await rowOf(badrul, aisyah)).toMatchObject({ version: 1, keyHash: key?.keyHash });
  expect(await rowOf(badrul, badrul)).toMatchObject({ version: 1, state: 'agrees' });
  expect(await stateOf(badrul, aisyah)).toBe('not_verified');
});

test('a key that is handed out and not in the map is told, once it cannot be there any more', async () => {
  const aisyah = await person('+60123456701', 'Aisyah');
  const cik = await person('+60123456703', 'Cik');
  const impostor = await createImpostor(aisyah, cik);
  const changed = changeKeys(cik, aisyah, { log: 'honest' });
  changed.become(impostor);
  await cik.send(await cik.chatWith(aisyah), 'hai');
  await vi.waitUntil(async () => (await encryptionWith(cik, aisyah)).key !== null, 90_000);
  expect((await encryptionWith(cik, aisyah)).key?.keyHash).toBe(
    toKeyHash(Buffer.from(impostor.bundles.identityKey, 'base64')),
  );
  await quiet();
  expect(await stateOf(cik, aisyah)).toBe('not_verified');
  await laterFails(cik, aisyah);
});

test('a key that was swapped and put back is seen by whose it is, and by them alone', async () => {
  const [aisyah, badrul] = await met();
  await looked(aisyah, aisyah);
  const { accountId } = aisyah;
  const is = `id = '${accountId}'`;
  asOperator(`CREATE TABLE aside AS SELECT identity_key FROM accounts WHERE ${is}`);
  const evil = Buffer.alloc(33, 5).toString('base64');
  const again = `INSERT INTO key_unrecorded SELECT ref FROM accounts WHERE ${is}`;
  asOperator(`UPDATE accounts SET identity_key = '${evil}' WHERE ${is}; ${again}`);
  await entered();
  asOperator(
    `UPDATE accounts SET identity_key = (SELECT identity_key FROM aside) WHERE ${is}; ${again}`,
  );
  await entered();
  clock.forward(25 * 3_600_000);
  await laterFails(aisyah, badrul);
  expect(await stateOf(badrul, aisyah)).toBe('not_verified');
});

test('an entry that was written anew does not continue what was seen of it', async () => {
  const [aisyah, badrul] = await met();
  // What comes after a look is not in the heads that are deleted: those could not be looked at any more.
  const hasLooked = async () => (await rowOf(badrul, aisyah))?.position === 2;
  await timePassesUntil({ clock }, hasLooked, 25 * 3_600_000);
  asOperator(`DELETE FROM key_versions; DELETE FROM key_nodes;
    INSERT INTO key_unrecorded SELECT ref FROM accounts`);
  await entered();
  clock.forward(25 * 3_600_000);
  await laterFails(badrul, aisyah);
});

test('what could not be looked at is no failure, and over once it can', async () => {
  const aisyah = await person('+60123456701', 'Aisyah');
  const badrul = await person('+60123456702', 'Badrul');
  badrul.network().onRequest = async (request, pass) =>
    request.url.includes('/v1/key-log') ? { ...(await pass()), status: 503, body: '{}' } : pass();
  await badrul.send(await badrul.chatWith(aisyah), 'hai');
  await vi.waitUntil(async () => (await stateOf(badrul, aisyah)) === 'check_unavailable', 90_000);
  badrul.network().onRequest = (_request, pass) => pass();
  await timePassesUntil({ clock }, async () => (await stateOf(badrul, aisyah)) === 'not_verified');
});
