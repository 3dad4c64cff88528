import { afterEach, beforeEach, describe, expect, it, test, vi } from 'vitest';
import type { Sync } from '../../contract/content/schema.ts';
import type { CheckFailure } from '../../contract/encryption/status.ts';
import { type KeyWorld, startKeyWorld } from '../testing/key-world.ts';
import { enterOther } from '../testing/lies/entries.ts';
import type { Person } from '../testing/world.ts';
import { createAlarmTold } from './alarm-told.ts';

describe('with two devices', () => {
  let world: KeyWorld;
  beforeEach(async () => {
    world = await startKeyWorld();
  });
  afterEach(() => world.close());

  const alarm = async (of: Person) => (await of.handlers().encryption.alarm({})).alarm?.by;
  /** Minutes pass; hardly more than two hours in all, so that no daily look is due. */
  const until = (is: () => Promise<boolean>) =>
    vi.waitUntil(
      () => {
        world.clock.forward(62_000);
        return is();
      },
      { timeout: 60_000, interval: 500 },
    );

  test('the other own device looks, and finds the same, as soon as one found somebody in their name', async () => {
    const [aisyah] = await world.met();
    const laptop = await world.device(aisyah, 'Laptop');
    await world.server.keyTransparency.publish();
    for (const device of [aisyah, laptop])
      await until(async () => {
        const { checks } = await device.handlers().encryption.own({});
        return checks.own.state === 'agrees';
      });
    const putBack = await enterOther(world, aisyah.accountId);
    await putBack();
    await until(async () => {
      // She looks by hand, as far as she is connected; her laptop was not due.
      await aisyah
        .handlers()
        .encryption.checkNow({})
        .catch(() => undefined);
      return (await alarm(aisyah)) === 'own_entry';
    });
    await until(async () => (await alarm(laptop)) === 'own_entry');
  });
});

describe('a word about an alarm', () => {
  const at = 1_000;
  const word: Sync = { what: 'key_alarm', at };
  const start = () => {
    let failure: CheckFailure | null = null;
    const looks: (() => void)[] = [];
    const said: Sync[] = [];
    const told = createAlarmTold({ clock: { now: () => at } } as never, {
      account: { ready: () => ({ accountId: 'own' }) } as never,
      keyLog: {
        failure: () => failure,
        lookNow: () => new Promise<void>((resolve) => looks.push(resolve)),
      },
      tellOthers: (sync) => void said.push(sync),
    });
    const hear = (sync: Sync) => {
      told.sync.heard(sync, { deviceId: 2, at });
      told.sync.committed();
    };
    const fails = (next: CheckFailure | null) => {
      failure = next;
      told.changed();
    };
    return { told, said, looks, hear, fails };
  };

  it('is said once for each alarm, not at its end, and again to who joins or lost it', () => {
    const { told, said, hear, fails } = start();
    fails(null);
    expect([said, told.sync.toRepeat?.()]).toEqual([[], []]);
    fails('own_entry');
    told.changed();
    expect(said).toEqual([word]);
    expect(told.sync.toRepeat?.()).toEqual([word]);
    hear({ what: 'linked', at });
    expect(said).toEqual([word, word]);
    fails(null);
    fails('log');
    expect(said).toHaveLength(3);
  });

  it('has the log looked at and is not believed, one look at a time', async () => {
    const { told, looks, said, hear } = start();
    hear(word);
    hear(word);
    expect(looks).toHaveLength(1);
    expect([said, told.sync.toRepeat?.()]).toEqual([[], []]);
    looks[0]?.();
    await vi.waitFor(() => {
      hear(word);
      expect(looks).toHaveLength(2);
    });
  });

  it('teaches nothing to who stands in alarm already', () => {
    const { looks, hear, fails } = start();
    fails('own_entry');
    hear(word);
    expect(looks).toEqual([]);
  });
});
