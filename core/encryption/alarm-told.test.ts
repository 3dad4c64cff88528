import { afterEach, beforeEach, describe, expect, it, test, vi } from 'vitest';
import type { Sync } from '../../contract/content/schema.ts';
import type { FailureOfAll } from '../../contract/encryption/status.ts';
import { encodeServerFrame } from '../../contract/wire/frames.ts';
import { raiseOwnAlarm } from '../key-log/own-alarm.ts';
import { createToldToLook } from '../key-log/told-to-look.ts';
import { eachStore } from '../store/testing/each-store.ts';
import { alarmOf } from '../testing/compare.ts';
import { encryptedBy, jsonContent } from '../testing/hostile-sender.ts';
import { type KeyWorld, startKeyWorld } from '../testing/key-world.ts';
import { enterOther } from '../testing/lies/entries.ts';
import { answering } from '../testing/lies/stage.ts';
import { looksIfOnline, timePassesUntil } from '../testing/time-passes.ts';
import { lookInStore, workInStore } from '../testing/work-in-store.ts';
import type { Person } from '../testing/world.ts';
import { createAlarmTold } from './alarm-told.ts';

describe('with two devices', () => {
  let world: KeyWorld;
  beforeEach(async () => {
    world = await startKeyWorld();
  });
  afterEach(() => world.close());

  const by = async (of: Person) => (await alarmOf(of))?.by;
  const isTold = (device: Person) =>
    lookInStore(device, (store) => createToldToLook(store.meta).is(device.accountId));
  /** Hardly more than two hours in all, so that no daily look is due. */
  const until = (is: () => Promise<boolean>) => timePassesUntil(world, is);

  test('the other own device looks, and finds the same, as soon as one found somebody in their name; also where it could not look when it was told', async () => {
    const [aisyah] = await world.met();
    const laptop = await world.device(aisyah, 'Laptop');
    await world.server.keyTransparency.publish();
    for (const device of [aisyah, laptop])
      await until(async () => {
        const { checks } = await device.handlers().encryption.own({});
        return checks.own.state === 'agrees';
      });
    let isHidden = true;
    answering(
      laptop,
      (path) => path.startsWith('/v1/key-log'),
      (body) => (isHidden ? { status: 503 } : body),
    );
    const putBack = await enterOther(world, aisyah.accountId);
    await putBack();
    await until(async () => {
      // She looks by hand, as far as she is connected; her laptop was not due.
      await looksIfOnline(aisyah);
      return (await by(aisyah)) === 'own_entry';
    });
    await until(() => isTold(laptop));
    expect(await alarmOf(laptop)).toBeNull();
    await laptop.reopen();
    isHidden = false;
    await laptop.online();
    await until(async () => (await by(laptop)) === 'own_entry');
    expect(await isTold(laptop)).toBe(false);
  });

  test('a word that comes when the log was read already, and the entry not yet, has its look after that', async () => {
    const [aisyah] = await world.met();
    const laptop = await world.device(aisyah, 'Laptop');
    await world.server.keyTransparency.publish();
    await until(async () => {
      const { checks } = await aisyah.handlers().encryption.own({});
      return checks.own.state === 'agrees' && !checks.running;
    });
    const sync = { what: 'key_alarm', at: world.clock.now() };
    const deliveries = await encryptedBy(laptop, aisyah, [
      jsonContent({ v: 1, kind: 'sync', sync }),
    ]);
    const network = aisyah.network();
    const { onRequest } = network;
    let [heads, looks] = [0, 0];
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    network.onRequest = (request, pass) =>
      onRequest(request, async () => {
        const answered = await pass();
        const { pathname } = new URL(request.url);
        if (pathname === `/v1/key-log/accounts/${aisyah.accountId}`) looks++;
        const isHead = pathname.startsWith('/v1/key-log/') && pathname.endsWith('/checkpoint');
        if (isHead && heads++ === 0) await released;
        return answered;
      });
    const looked = aisyah.handlers().encryption.checkNow({});
    await vi.waitUntil(() => heads === 1, 10_000);
    network.inject(encodeServerFrame({ kind: 'deliver', deliveries }));
    await vi.waitUntil(() => isTold(aisyah), { timeout: 20_000, interval: 200 });
    expect(looks).toBe(0);
    release();
    await looked;
    await vi.waitUntil(() => looks >= 2, 10_000);
    await vi.waitUntil(async () => !(await isTold(aisyah)), 10_000);
  });

  test('what was found just before the app was gone is told with the next connection', async () => {
    const [aisyah] = await world.met();
    const laptop = await world.device(aisyah, 'Laptop');
    answering(
      laptop,
      (path) => path.startsWith('/v1/key-log'),
      () => ({ status: 503 }),
    );
    const { accountId } = aisyah;
    const found = { accountId, keyHash: '00', epoch: 1, isOfOwnKeys: false };
    await workInStore(aisyah, ({ meta }) =>
      raiseOwnAlarm(meta, { ...found, foundAt: world.clock.now() }),
    );
    await aisyah.online();
    expect(await by(aisyah)).toBe('own_entry');
    await vi.waitUntil(() => isTold(laptop), { timeout: 20_000, interval: 200 });
  });
});

describe('a word about an alarm', () => {
  const here = eachStore();
  const at = 1_000;
  const word: Sync = { what: 'key_alarm', at };
  const start = () => {
    let failures: readonly FailureOfAll[] = [];
    let own = 'own';
    const there = { others: true };
    const heard: string[] = [];
    let looks = 0;
    const said: Sync[] = [];
    const begin = () =>
      createAlarmTold({ store: here.store, clock: { now: () => at } } as never, {
        account: { ready: () => ({ accountId: own }) } as never,
        keyLog: {
          failuresOfAll: () => failures,
          heardToLook: (accountId) => void heard.push(accountId),
          onToldToLook: () => {
            looks++;
          },
        },
        tellOthers: (sync) => (there.others ? () => void said.push(sync) : null),
      });
    let told = begin();
    const hear = (sync: Sync) => {
      told.sync.heard(sync, { deviceId: 2, at });
      told.sync.committed();
    };
    const fails = (...next: readonly FailureOfAll[]) => {
      failures = next;
      told.changed();
    };
    return {
      told,
      said,
      heard,
      looks: () => looks,
      hear,
      fails,
      there,
      /** It is found, and the app is gone before that is told. */
      failsAsItCrashes: (next: FailureOfAll) => {
        failures = [next];
        told = begin();
      },
      startsAgain: () => {
        told = begin();
        told.changed();
      },
      becomes: (accountId: string) => {
        own = accountId;
      },
      /** The word is committed, and the app gone then. */
      hearsAsItCrashes: (sync: Sync) => {
        here.store.transaction(() => told.sync.heard(sync, { deviceId: 2, at }));
        told = begin();
      },
    };
  };

  it('is said once for each alarm, not at its end, and again to who joins or lost it', () => {
    const { told, said, hear, fails } = start();
    fails();
    expect([said, told.sync.toRepeat?.()]).toEqual([[], []]);
    fails('own_entry');
    told.changed();
    expect(said).toEqual([word]);
    expect(told.sync.toRepeat?.()).toEqual([word]);
    hear({ what: 'linked', at });
    expect(said).toEqual([word, word]);
    fails();
    fails('log');
    expect(said).toHaveLength(3);
    // Who has the one has not the other.
    fails('log', 'own_entry');
    expect(said).toHaveLength(4);
    fails('own_entry');
    expect(said).toHaveLength(4);
    fails('log', 'own_entry');
    expect(said).toHaveLength(5);
  });

  it('is said after a crash where it was not before it, and not again where it was', () => {
    const { said, failsAsItCrashes, startsAgain, hearsAsItCrashes } = start();
    failsAsItCrashes('own_entry');
    expect(said).toEqual([]);
    startsAgain();
    expect(said).toEqual([word]);
    startsAgain();
    expect(said).toEqual([word]);
    hearsAsItCrashes({ what: 'linked', at });
    startsAgain();
    expect(said).toEqual([word, word]);
  });

  it('is said to whoever comes later where there was nobody, and in the name of each account', () => {
    const { said, there, fails, startsAgain, becomes } = start();
    there.others = false;
    fails('own_entry');
    there.others = true;
    startsAgain();
    expect(said).toEqual([word]);
    becomes('another');
    fails('own_entry');
    expect(said).toEqual([word, word]);
  });

  it('has the log looked at once it is on the disk, and is not believed', () => {
    const { told, heard, looks, said, hear } = start();
    told.sync.heard(word, { deviceId: 2, at });
    expect([heard, looks()]).toEqual([['own'], 0]);
    told.sync.committed();
    told.sync.committed();
    expect(looks()).toBe(1);
    hear(word);
    expect(looks()).toBe(2);
    expect([said, told.sync.toRepeat?.()]).toEqual([[], []]);
  });

  it('is heard in alarm as well, which may end by a look that began before it', () => {
    const { heard, looks, said, hear, fails } = start();
    fails('own_entry');
    hear(word);
    expect([heard, looks(), said]).toEqual([['own'], 1, [word]]);
  });
});
