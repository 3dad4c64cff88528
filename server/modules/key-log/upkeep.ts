import { setTimeout as pause } from 'node:timers/promises';
import { monitoringWindowMs } from '../../../contract/transparency/keys/distinguished.ts';
import type { Clock } from '../../platform/clock.ts';
import type { KeyMapStore } from '../../store/types/key-map.ts';
import type { LogStore } from '../../store/types/log.ts';

export interface MapUpkeepDependencies {
  readonly map: Pick<KeyMapStore, 'adopt' | 'adoptLabels' | 'beat' | 'commitLabelKey' | 'thin'>;
  readonly log: Pick<LogStore, 'head' | 'newestSigned'>;
  readonly clock: Clock;
  /** The map commits to the key that makes labels. */
  readonly onCommitted: () => void;
  readonly onFailed: (error: unknown) => void;
}

const hourMs = 3_600_000;
/** Every so often it is seen to that there is a head of the last hour. */
const quarterMs = hourMs / 4;
/** So many accounts of before there was a map go in with one head. */
const adoptedAtOnce = 50;
/** Each number or username takes a millisecond or two of arithmetic. */
const labelledAtOnce = 10;
const rowsAtOnce = 400;
/** Who calls meanwhile comes first. */
const pauseMs = 15;

export interface MapUpkeep {
  readonly close: () => Promise<void>;
}

/**
 * Enters accounts of before there was a map, keeps heads coming and takes out what nobody asks about any more: in small steps, beside what
 * the server does otherwise. A step that fails is told, and taken again at the next turn.
 */
export const startMapUpkeep = (
  { map, log, clock, onCommitted, onFailed }: MapUpkeepDependencies,
  everyMs = quarterMs,
): MapUpkeep => {
  const stop = new AbortController();
  const { signal } = stop;

  const repeat = async (step: () => Promise<boolean>): Promise<void> => {
    while (!signal.aborted && (await step())) await pause(pauseMs, undefined, { signal });
  };
  const thin = async (): Promise<void> => {
    const { epoch } = await log.head();
    const size = (await log.newestSigned(epoch))?.size ?? 0;
    const before = clock.now() - monitoringWindowMs;
    await repeat(() => map.thin({ epoch, size }, before, rowsAtOnce));
  };
  /** A backup may have been put back: who has seen more than there is here says so before anything is signed that nobody asked for. */
  let isFirst = true;
  const turn = async (): Promise<void> => {
    // What is wrong with that key keeps nothing else from being done.
    await map.commitLabelKey().then(onCommitted, onFailed);
    if (!isFirst || (await log.head()).size === 0) await map.beat(hourMs);
    isFirst = false;
    await repeat(() => map.adopt(adoptedAtOnce));
    await repeat(() => map.adoptLabels(labelledAtOnce));
    await thin();
  };
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      await turn().catch((error: unknown) => {
        if (!signal.aborted) onFailed(error);
      });
      await pause(everyMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  };
  const running = run();
  return {
    close: async () => {
      stop.abort();
      await running;
    },
  };
};
