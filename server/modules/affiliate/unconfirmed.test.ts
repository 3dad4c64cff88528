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
  const witness = await openOwnWitness();
  const first = await serveWitness(witness, '127.0.0.1', 0);
  await first.close();
  const asked = { url: first.url, key: witness.key, operator: 'Kampung' };
  await world.restart({ witnesses: [asked] });
  await person.accept();
  await world.settled();
  expect(world.held()).toEqual([]);
  expect((await world.store.log.head()).size).toBe(0);
  // Refusing needs nobody's leave.
  await person.choose({ decisions: decisionsOf('objected', 'ads-relevance') });
  await person.choose({ decisions: decisionsOf('given', 'ads-relevance') });
  const second = await serveWitness(witness, '127.0.0.1', Number(new URL(first.url).port));
  await expect.poll(() => world.held().length, { timeout: 30_000, interval: 100 }).toBe(1);
  await second.close();
});
