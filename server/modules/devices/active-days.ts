import { dayOf } from '../../../contract/policy/fields.ts';
import type { Clock } from '../../platform/clock.ts';
import type { DeviceStore } from '../../store/types/devices.ts';
import type { DeviceRef } from '../../store/types.ts';

/** On which day each device was last connected: no finer, and many written at once, away from what waits for an answer. */
export interface ActiveDays {
  readonly note: (device: DeviceRef) => void;
  readonly flush: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const flushMs = 5_000;
const mostAtOnce = 500;

export const createActiveDays = (
  store: Pick<DeviceStore, 'noteActive'>,
  clock: Clock,
  onFailed: (error: unknown) => void,
): ActiveDays => {
  let noted = new Map<string, Set<DeviceRef>>();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  const write = async (): Promise<void> => {
    const writing = noted;
    noted = new Map();
    for (const [day, refs] of writing)
      for (let at = 0; at < refs.size; at += mostAtOnce)
        await store.noteActive([...refs].slice(at, at + mostAtOnce), day);
  };
  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    running = running.then(write).catch(onFailed);
    return running;
  };
  return {
    note: (device) => {
      const day = dayOf(clock.now());
      const ofDay = noted.get(day) ?? new Set();
      noted.set(day, ofDay.add(device));
      timer ??= setTimeout(() => void flush(), flushMs);
    },
    flush,
    close: flush,
  };
};
