import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eachStore } from '../store/testing/each-store.ts';
import { accountId } from '../store/testing/sample.ts';
import { encryptionWith, summaryWith } from '../testing/compare.ts';
import { type KeyWorld, startKeyWorld } from '../testing/key-world.ts';
import { answering } from '../testing/lies/stage.ts';
import { timePassesUntil } from '../testing/time-passes.ts';
import { isOwnUnread, noteOwnTurn } from './own-unread.ts';
import { dayMs, goodForMs } from './periods.ts';

describe('an owner who is kept from the own entry', () => {
  let world: KeyWorld;
  beforeEach(async () => {
    world = await startKeyWorld();
  });
  afterEach(() => world.close());

  test('reads so in every chat after three days, and no more once it can be read', async () => {
    const [aisyah, badrul] = await world.met();
    let isRefused = true;
    answering(
      aisyah,
      (path) => isRefused && path === `/v1/key-log/accounts/${aisyah.accountId}`,
      () => ({ status: 503 }),
    );
    const days = async (count: number): Promise<void> => {
      for (let day = 0; day < count; day++) {
        world.clock.forward(dayMs + 60_000);
        const since = world.clock.now() - 30_000;
        await timePassesUntil(world, async () => {
          const { agreedAt } = (await encryptionWith(aisyah, badrul)).check;
          return agreedAt !== null && agreedAt >= since;
        });
        await world.grow();
      }
    };
    const shown = async () => {
      const { status, check } = await encryptionWith(aisyah, badrul);
      const { encryption } = await summaryWith(aisyah, badrul);
      expect(encryption).toEqual(status);
      return [status.state, check.unchecked];
    };
    await days(2);
    expect(await shown()).toEqual(['not_verified', null]);
    let told = 0;
    aisyah.own().on('chats.changed', () => told++);
    await days(2);
    await timePassesUntil(world, async () => (await shown())[0] === 'check_unavailable');
    expect(await shown()).toEqual(['check_unavailable', 'own_entry']);
    expect(told).toBeGreaterThan(0);

    isRefused = false;
    await aisyah.handlers().encryption.checkNow({});
    await timePassesUntil(world, async () => (await shown())[0] === 'not_verified');
    expect(await shown()).toEqual(['not_verified', null]);
  }, 200_000);
});

describe('when the own entry counts as unread', () => {
  const own = accountId(0);
  const here = eachStore();
  const entry = {
    accountId: own,
    epoch: 1,
    position: 0,
    version: 1,
    chain: new Uint8Array(32),
    keyHash: '00',
    state: 'agrees',
    checkedAt: 0,
    lookedAt: 0,
    doubtedAt: null,
    evidence: null,
    mark: null,
  } as const;
  const keep = (checkedAt: number | null, lookedAt: number): void => {
    here.store.keyEntries.save({ ...entry, checkedAt });
    here.store.keyEntries.looked(own, lookedAt);
  };
  const isUnread = (now: number): boolean => isOwnUnread(here.store, own, now);

  test('not while the app was away and did not look, and with the first look in vain', () => {
    const later = 10 * dayMs;
    keep(0, 60_000);
    expect(isUnread(later)).toBe(false);
    here.store.keyEntries.looked(own, later);
    expect(isUnread(later)).toBe(true);
  });

  test('three days after the first look, where it never agreed', () => {
    const first = 5 * dayMs;
    keep(null, first);
    noteOwnTurn(here.store, own, first);
    const turnAt = (now: number): boolean => {
      here.store.keyEntries.looked(own, now);
      noteOwnTurn(here.store, own, now);
      return isUnread(now);
    };
    expect(turnAt(first)).toBe(false);
    expect(turnAt(first + goodForMs - 1)).toBe(false);
    expect(turnAt(first + goodForMs)).toBe(true);
    keep(first + goodForMs, first + goodForMs);
    noteOwnTurn(here.store, own, first + goodForMs);
    expect(isUnread(first + goodForMs)).toBe(false);
  });

  test('also where a clock that was ahead noted that it agreed, once it was looked at since', () => {
    const ahead = 400 * dayMs;
    keep(ahead, ahead);
    expect(isUnread(dayMs)).toBe(false);
    here.store.keyEntries.looked(own, dayMs);
    expect(isUnread(dayMs)).toBe(true);
  });
});
