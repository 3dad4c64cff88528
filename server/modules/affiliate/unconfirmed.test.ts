import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseVerifierKey } from '../../../contract/transparency/verifier-key.ts';
import { serveWitness } from '../../../peers/witness/serve.ts';
import { openWitness, type Witness } from '../../../peers/witness/witness.ts';
import { call } from '../../testing/test-client.ts';
import { decisionsOf, startWorld, type World } from './testing/world.ts';

let folder: string;
let world: World;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bisik-unconfirmed-'));
  world = await startWorld();
});
afterEach(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A witness that answers nobody until it is served again, and how the server asks it. */
const awayWitness = async () => {
  const witness = await openOwnWitness();
  const { url, close } = await serveWitness(witness, '127.0.0.1', 0);
  await close();
  return {
    asked: { url, key: witness.key, operator: 'Kampung' },
    back: () => serveWitness(witness, '127.0.0.1', Number(new URL(url).port)),
  };
};

const openOwnWitness = async (): Promise<Witness> => {
  const { verifierKey } = await call(world.server().url, 'describeLog', {});
  const key = parseVerifierKey(verifierKey);
  if (key === null) throw new Error('no key');
  return openWitness({ dataDir: folder, name: 'witness.example/a', logs: [key], now: Date.now });
};

it('after a start, sends and logs nothing before a witness has said that nothing is missing', {
  timeout: 60_000,
}, async () => {
  const person = await world.newcomer();
  const { asked, back } = await awayWitness();
  await world.restart({ witnesses: [asked] });
  await person.accept();
  await world.settled();
  expect(world.held()).toEqual([]);
  expect((await world.store.log.head()).size).toBe(0);
  // Refusing needs nobody's leave.
  await person.choose({ decisions: decisionsOf('objected', 'ads-relevance') });
  await person.choose({ decisions: decisionsOf('given', 'ads-relevance') });
  const { close } = await back();
  await expect.poll(() => world.held().length, { timeout: 90_000, interval: 100 }).toBe(1);
  await close();
});

it('after a start, suggests nobody before a witness has said that nothing is missing', {
  timeout: 60_000,
}, async () => {
  const friends = decisionsOf('notified', 'friend-suggestions');
  const [person, other] = [await world.newcomer(), await world.newcomer()];
  const suggestions = async () =>
    (await call(world.server().url, 'listSuggestions', {}, person.account.authorization))
      .suggestions;
  const { authorization } = other.account;
  const { username } = await call(
    world.server().url,
    'setUsername',
    { name: 'aminah' },
    authorization,
  );
  await person.accept(friends);
  await other.accept(friends);
  await world.settled();
  const known = [{ username }];
  await expect.poll(suggestions, { timeout: 90_000 }).toEqual(known);
  const { asked, back } = await awayWitness();
  const requests: string[] = [];
  await world.restart({
    witnesses: [asked],
    fetch: (url, init) => {
      requests.push(String(url));
      return fetch(url, init);
    },
  });
  const toAffiliate = () => requests.filter((url) => url.startsWith(world.affiliate.url));
  world.clock.advance(3_600_000);
  expect(await suggestions()).toEqual([]);
  await world.settled();
  expect(toAffiliate()).toEqual([]);
  const { close } = await back();
  await expect.poll(suggestions, { timeout: 90_000, interval: 100 }).toEqual(known);
  await expect.poll(() => toAffiliate().length).toBeGreaterThan(0);
  await close();
});
