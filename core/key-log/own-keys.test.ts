import { afterEach, beforeEach, expect, test } from 'vitest';
import type { KeyState } from '../../contract/transparency/keys/entry.ts';
import { encryptionWith } from '../testing/compare.ts';
import { type KeyWorld, startKeyWorld } from '../testing/key-world.ts';
import { answering } from '../testing/lies/stage.ts';
import { timePassesUntil } from '../testing/time-passes.ts';
import { lookInStore } from '../testing/work-in-store.ts';
import { judgeOwn } from './judge-entry.ts';

let world: KeyWorld;
beforeEach(async () => {
  world = await startKeyWorld();
});
afterEach(() => world.close());

const dayMs = 86_400_000;

test('new keys made twice between two looks are the account’s own', async () => {
  const [aisyah, badrul] = await world.met();
  const rowOfOwn = () => lookInStore(aisyah, (store) => store.keyEntries.get(aisyah.accountId));
  const later = (is: () => Promise<boolean>) => timePassesUntil(world, is);
  await later(async () => (await rowOfOwn())?.state === 'agrees');
  let isBlind = true;
  answering(
    aisyah,
    (path) => path.startsWith('/v1/key-log/accounts/'),
    (body) => (isBlind ? { status: 503 } : body),
  );
  for (let times = 0; times < 2; times++) {
    const { newKeys } = await aisyah.handlers().devices.makeNewKeys({});
    expect(newKeys).toMatchObject({ stage: 'none', problem: null });
    await world.server.keyTransparency.publish();
    await aisyah.online();
  }
  isBlind = false;
  await aisyah.reopen();
  await aisyah.online();
  world.clock.forward(dayMs);
  const since = world.clock.now();
  await later(async () => {
    const row = await rowOfOwn();
    return row?.state === 'contradicts' || (row?.checkedAt ?? 0) >= since;
  });
  expect(await rowOfOwn()).toMatchObject({ state: 'agrees', version: 3 });
  expect((await encryptionWith(aisyah, badrul)).status.state).toBe('not_verified');
});

const judge = (keys: readonly string[], formerKeys: readonly string[]) => {
  const states = keys.map((identityKey): KeyState => ({ identityKey, devices: [] }));
  const entry = { version: keys.length, from: 0, chains: [], states };
  return judgeOwn(entry, { identityKey: 'now', formerKeys, devices: [] });
};
test.each([
  ['each in its order', ['one', 'two', 'three', 'now'], 'agrees'],
  ['one of them several times', ['one', 'two', 'two', 'now', 'now'], 'agrees'],
  ['one left out', ['one', 'three', 'now'], 'agrees'],
  ['one put back', ['two', 'one', 'now'], 'other_key'],
  ['one put back after the present one', ['three', 'now', 'three', 'now'], 'other_key'],
  ['one that is the newest', ['two', 'three'], 'other_state'],
  ['one that was never the account’s', ['two', 'evil', 'now'], 'other_key'],
] as const)('former keys in the own entry: %s', (_, keys, verdict) => {
  expect(judge(keys, ['one', 'two', 'three'])).toBe(verdict);
});
