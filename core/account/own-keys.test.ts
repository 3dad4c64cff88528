import { afterEach, beforeEach, expect, test } from 'vitest';
import type { EndpointResponse } from '../../contract/wire/endpoint.ts';
import type { Endpoints } from '../../contract/wire/http.ts';
import { type Credentials, createApi } from '../connection/api.ts';
import { createNodeNetwork } from '../platform/node-network.ts';
import type { Store } from '../store/types.ts';
import { workInStore } from '../testing/work-in-store.ts';
import { type Person, startWorld, type World } from '../testing/world.ts';
import { pruneOneTimeKeys, rotateKeys, topUpKeys } from './own-keys.ts';
import { loadAccount } from './stored.ts';

let world: World;
let aisyah: Person;
/** Takes keys of hers, as whoever writes to her does. */
let take: () => Promise<EndpointResponse<Endpoints['takeKeys']>>;
beforeEach(async () => {
  world = await startWorld();
  aisyah = await world.person('+60123456701', 'Aisyah');
  const badrul = await world.person('+60123456702', 'Badrul');
  let credentials: Credentials | undefined;
  await workInStore(badrul, async (store) => {
    credentials = ready(store);
  });
  const api = apiOf(credentials as Credentials);
  take = () => api('takeKeys', { accountId: aisyah.accountId });
});
afterEach(() => world.close());

const ready = (store: Store): Credentials => {
  const account = loadAccount(store.meta);
  if (account?.phase !== 'ready') throw new Error('no account');
  return account;
};
const apiOf = (credentials: Credentials): ReturnType<typeof createApi> =>
  createApi({
    network: createNodeNetwork(),
    credentials,
    whenProven: async () => world.server.url,
  });
const inStore = (
  work: (store: Store, api: ReturnType<typeof createApi>) => Promise<void>,
): Promise<void> => workInStore(aisyah, async (store) => work(store, apiOf(ready(store))));
const weekMs = 7 * 86_400_000;

test('signed keys change weekly; old ones open what is under way, and go in the end', {
  timeout: 60_000,
}, async () => {
  await inStore(async (store, api) => {
    const now = Date.now();
    const first = store.keys.newestPreKey('signed');
    await rotateKeys(store, api, now + weekMs - 60_000);
    expect(store.keys.newestPreKey('signed')?.keyId).toBe(first?.keyId);
    await rotateKeys(store, api, now + weekMs + 60_000);
    const second = store.keys.newestPreKey('signed');
    expect(second?.keyId).not.toBe(first?.keyId);
    expect(store.keys.preKey('signed', first?.keyId ?? 0)).not.toBeNull();
    const bundles = await take();
    expect(bundles.devices[0]?.signedPreKey.keyId).toBe(second?.keyId);
    await rotateKeys(store, api, now + 7 * weekMs);
    expect(store.keys.preKey('signed', first?.keyId ?? 0)).toBeNull();
  });
});

test('a last-resort key that was lost is replaced before its week is over', {
  timeout: 60_000,
}, async () => {
  await inStore(async (store, api) => {
    const lost = store.keys.newestPreKey('kyber')?.keyId ?? 0;
    store.keys.removePreKeys('kyber', [lost]);
    await rotateKeys(store, api, Date.now());
    const renewed = store.keys.newestPreKey('kyber')?.keyId;
    expect(renewed).not.toBe(lost);
    expect((await api('countKeys', {})).lastResortKyberKeyId).toBe(renewed);
  });
});

test('one-time keys are added under ids that were never given out', {
  timeout: 60_000,
}, async () => {
  await inStore(async (store, api) => {
    const before = await api('countKeys', {});
    const taken = await take();
    await topUpKeys(store, api, Date.now());
    const after = await api('countKeys', {});
    expect(after.preKeyCount).toBe(before.preKeyCount - 1 + 100);
    expect(after.kyberPreKeyCount).toBe(before.kyberPreKeyCount - 1 + 50);
    const again = await take();
    expect(again.devices[0]?.preKey?.keyId).not.toBe(taken.devices[0]?.preKey?.keyId);
  });
});

test('one-time keys that were handed out long ago and never used are forgotten', {
  timeout: 90_000,
}, async () => {
  await inStore(async (store, api) => {
    const now = Date.now();
    const later = now + 91 * 86_400_000;
    for (let time = 0; time < 4; time++) await topUpKeys(store, api, now);
    for (let taken = 0; taken < 5; taken++) await take();
    const left = await api('countKeys', {});
    const kept = (): number[] =>
      Array.from({ length: 500 }, (_, index) => index + 1).filter((id) =>
        store.keys.preKey('one_time', id),
      );
    pruneOneTimeKeys(store, left, later);
    // Fewer than the margin were handed out.
    expect(kept()).toHaveLength(500);
    pruneOneTimeKeys(store, { ...left, preKeyCount: 100 }, now + 89 * 86_400_000);
    expect(kept()).toHaveLength(500);
    pruneOneTimeKeys(store, { preKeyCount: 100, kyberPreKeyCount: 0 }, later);
    expect(kept()[0]).toBe(101);
    pruneOneTimeKeys(store, { preKeyCount: 0, kyberPreKeyCount: 0 }, later);
    expect(kept()[0]).toBe(201);
    expect(store.keys.newestPreKey('kyber')).not.toBeNull();
    const next = await take();
    expect(next.devices).toHaveLength(1);
    await topUpKeys(store, api, later);
    expect(store.keys.preKey('one_time', 600)).not.toBeNull();
  });
});

test('keys that others take and never use fill no disk', { timeout: 90_000 }, async () => {
  await inStore(async (store, api) => {
    const record = new Uint8Array(8);
    const now = Date.now();
    const rows = (count: number) => {
      const first = store.keys.reserveKeyIds('kyber', count);
      return Array.from({ length: count }, (_, at) => ({
        keyId: first + at,
        record,
        createdAt: now,
        lastResort: false,
      }));
    };
    store.keys.savePreKeys('kyber', rows(2_930));
    expect(store.keys.countOneTimeKeys('kyber')).toBe(2_980);
    for (let time = 0; time < 3; time++) await topUpKeys(store, api, now);
    expect(store.keys.countOneTimeKeys('kyber')).toBe(3_000);
    expect(store.keys.countOneTimeKeys('one_time')).toBe(400);
    expect((await api('countKeys', {})).kyberPreKeyCount).toBe(70);
  });
});

test('when the stock runs low while connected, keys are added by themselves', {
  timeout: 90_000,
}, async () => {
  let counted = 0;
  let credentials: Credentials | undefined;
  await inStore(async (store, api) => {
    for (let taken = 0; taken < 40; taken++) await take();
    counted = (await api('countKeys', {})).kyberPreKeyCount;
    credentials = ready(store);
  });
  expect(counted).toBeLessThan(20);
  const api = apiOf(credentials as Credentials);
  await aisyah.own().until(async () => (await api('countKeys', {})).kyberPreKeyCount >= 50);
});
