import { vi } from 'vitest';
import type { KeyWorld } from '../../testing/key-world.ts';
import type { Person } from '../../testing/world.ts';

/** What counts for every chat of somebody; null for nothing. */
export const alarmOf = async (person: Person) =>
  (await person.handlers().encryption.alarm({})).alarm;

/** Minutes pass until it is so. */
export const minutesUntil = (world: KeyWorld, is: () => Promise<boolean>): Promise<boolean> =>
  vi.waitUntil(
    () => {
      world.clock.forward(62_000);
      return is();
    },
    { timeout: 60_000, interval: 500 },
  );
