import type { Bytes } from '../crypto/bytes.ts';
import type { NewOutboxRow, OutboxRepository } from '../store/types/outbox.ts';
import { createLane, type Lane, type LaneRow, loadRows, rewindLane, toLaneRow } from './lane.ts';

/** The lanes of all recipients, with no more rows in memory than are soon sent; the rest stays in the database until its turn. */
export interface Lanes {
  readonly all: () => Iterable<Lane>;
  readonly get: (accountId: string) => Lane | undefined;
  /** A row that was just added to the database. */
  readonly add: (row: NewOutboxRow, frame: Bytes | null) => void;
  /** Reads on in the database when little of the lane is left in memory. */
  readonly refill: (lane: Lane) => void;
  /** Reads everything of the lane that is in the database. */
  readonly loadAll: (lane: Lane) => void;
  /** These rows are gone from the database. */
  readonly remove: (lane: Lane, isGone: (row: LaneRow) => boolean) => void;
  /** What is under way is under way no more. */
  readonly rewind: () => void;
  /** Begins anew with what is in the database. */
  readonly reload: () => void;
}

const loadCount = 200;
const mostRows = 2_000;

/** No lanes yet; `reload` finds those of the database. */
export const createLanes = (outbox: OutboxRepository): Lanes => {
  const lanes = new Map<string, Lane>();
  let held = 0;

  const laneOf = (accountId: string): Lane => {
    let lane = lanes.get(accountId);
    if (!lane) {
      lane = createLane(accountId, true);
      lanes.set(accountId, lane);
    }
    return lane;
  };
  const load = (lane: Lane, count: number): void => {
    const before = lane.rows.length;
    loadRows(outbox, lane, count);
    held += lane.rows.length - before;
  };

  return {
    all: () => lanes.values(),
    get: (accountId) => lanes.get(accountId),
    add: (row, frame) => {
      const lane = laneOf(row.accountId);
      if (lane.complete && held < mostRows) {
        lane.rows.push(toLaneRow(row, frame, lane.epoch));
        held++;
      } else lane.complete = false;
    },
    refill: (lane) => {
      if (lane.complete || lane.rows.length >= loadCount / 2) return;
      load(lane, loadCount);
      if (lane.rows.length === 0 && lane.complete) lanes.delete(lane.accountId);
    },
    loadAll: (lane) => {
      while (!lane.complete) load(lane, loadCount);
    },
    remove: (lane, isGone) => {
      const before = lane.rows.length;
      lane.rows = lane.rows.filter((row) => !isGone(row));
      // One of before a `reload` is nobody's any more.
      if (lanes.get(lane.accountId) !== lane) return;
      held -= before - lane.rows.length;
      const isIdle =
        lane.rows.length === 0 &&
        lane.complete &&
        !lane.busy &&
        lane.attempts === 0 &&
        lane.sealedWaits === 0;
      if (isIdle) lanes.delete(lane.accountId);
    },
    rewind: () => {
      for (const lane of lanes.values()) rewindLane(lane);
    },
    reload: () => {
      lanes.clear();
      held = 0;
      for (const accountId of outbox.recipients())
        lanes.set(accountId, createLane(accountId, false));
    },
  };
};
