import type { Bytes } from '../crypto/bytes.ts';
import { toBytes } from '../crypto/bytes.ts';
import type { NewOutboxRow, OutboxRepository, OutboxRow } from '../store/types/outbox.ts';

/** A row on its way. */
export interface LaneRow extends NewOutboxRow {
  /** The encoded `send` frame, its request id to be filled in; null: not encrypted yet. */
  frame: Bytes | null;
  /** Of the frame under way; 0: none. */
  requestId: number;
  /** Answered; leaves the lane once that is committed. */
  done: boolean;
  /** The lane's epoch when the frame was made: an answer about former devices asks for nothing new. */
  epoch: number;
  /** The other side lost the session that this frame is for: once sent, it is sent again. */
  repeat: boolean;
}

/** What waits for one recipient, in order. */
export interface Lane {
  readonly accountId: string;
  rows: LaneRow[];
  /** Everything of the recipient that is in the database is here, too. */
  complete: boolean;
  /** Order of the last row that was read from the database. */
  readThrough: number;
  /** Devices or keys are being asked for: nothing leaves meanwhile. */
  busy: boolean;
  /** Grows when the recipient's devices changed. */
  epoch: number;
  /** Failures in a row, for the back-off. */
  attempts: number;
  /** Waits in a row after a refusal of what was sent sealed; those are no failures of the lane. */
  sealedWaits: number;
  /** Not before then. */
  dueAt: number;
}

/** A lane with nothing in memory. */
export const createLane = (accountId: string, complete: boolean): Lane => ({
  accountId,
  rows: [],
  complete,
  readThrough: 0,
  busy: false,
  epoch: 0,
  attempts: 0,
  sealedWaits: 0,
  dueAt: 0,
});

/** A new row for a lane. */
export const toLaneRow = (row: NewOutboxRow, frame: Bytes | null, epoch: number): LaneRow => ({
  ...row,
  frame,
  requestId: 0,
  done: false,
  epoch,
  repeat: false,
});

const toLoadedRow = ({ ciphertext, order: _, ...row }: OutboxRow, epoch: number): LaneRow =>
  toLaneRow(row, ciphertext && toBytes(ciphertext), epoch);

/** Reads the next rows from the database into the lane. */
export const loadRows = (outbox: OutboxRepository, lane: Lane, count: number): void => {
  const known = new Set(lane.rows.map((row) => row.id));
  const wanted = count + known.size;
  const read = outbox.rowsOf(lane.accountId, lane.readThrough, wanted);
  for (const row of read) {
    lane.readThrough = row.order;
    if (!known.has(row.id)) lane.rows.push(toLoadedRow(row, lane.epoch));
  }
  lane.complete = read.length < wanted;
};

/** Takes what is under way back, to be sent again with the same bytes. */
export const rewindLane = (lane: Lane): void => {
  for (const row of lane.rows) row.requestId = 0;
};

/** Forgets what was encrypted, unless it is under way. */
export const forgetFrames = (lane: Lane): void => {
  for (const row of lane.rows) if (row.requestId === 0 && !row.done) row.frame = null;
};

/** The rows that must be encrypted next, at most `limit`; an encrypted one after them does not occur. */
export const plainRows = (lane: Lane, limit: number): readonly LaneRow[] => {
  const plain: LaneRow[] = [];
  for (const row of lane.rows) {
    if (row.done || row.frame) continue;
    plain.push(row);
    if (plain.length === limit) break;
  }
  return plain;
};
