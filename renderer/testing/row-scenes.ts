import { only } from '../../contract/settings/audience.ts';
import { merge, type Register, written } from '../../contract/settings/registers/register.ts';
import { fakeReplica } from './fake/account-settings-handlers.ts';
import { createSampleWorld, sampleNow } from './fake/sample-world.ts';
import type { World } from './fake/world.ts';
import { toUuid } from './samples.ts';

const minute = 60_000;
const laptop = { replica: fakeReplica, device: 'Laptop' };
const desk = { replica: '00000000000000bb', device: 'Meja di pejabat' };

const write = (
  by: typeof laptop,
  value: unknown,
  minutesAgo: number,
  end: { at: number; back: unknown } | null = null,
  before: Register = [],
): Register => written(before, { ...by, value, end, now: sampleNow - minutesAgo * minute });

/** Settings of an account with two devices: some set there, one for a while, one of this device alone. */
export const createRowsWorld = (change: Partial<World> = {}): World => {
  const evening = new Date(2026, 10, 23, 18, 0).getTime();
  return createSampleWorld({
    now: () => sampleNow,
    registers: new Map<string, Register>([
      ['privacy.sendReadReceipts', write(desk, false, 4, null, write(laptop, true, 26 * 60))],
      [
        'privacy.whoSeesLastSeen',
        write(laptop, only('nobody'), 30, { at: evening, back: only('contacts') }),
      ],
      [
        'privacy.whoSeesPhoto',
        write(desk, { audience: 'contacts', always: [toUuid(3, 3)], never: [toUuid(6, 3)] }, 3_000),
      ],
    ]),
    here: { 'privacy.sendTyping': false },
    ...change,
  });
};

/** Read receipts were set on two devices that did not know of each other. */
export const createConflictWorld = (change: Partial<World> = {}): World =>
  createRowsWorld({
    registers: new Map([
      ['privacy.sendReadReceipts', merge(write(desk, false, 64), write(laptop, true, 4))],
    ]),
    ...change,
  });

/** Worlds of settings to look at, by name. */
export const rowScenes: Record<string, () => World> = {
  rows: createRowsWorld,
  conflict: createConflictWorld,
  began: () =>
    createRowsWorld({
      accountSync: {
        syncedAt: null,
        problem: { code: 'manifest_rolled_back' },
        beganStrictest: true,
      },
    }),
};
