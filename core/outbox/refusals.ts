import { CodedError } from '../../contract/errors/coded-error.ts';
import { errorTable } from '../../contract/errors/table.ts';
import { backOffMs, mostPauseMs } from '../connection/back-off.ts';
import type { Context } from '../context.ts';
import type { Lane, LaneRow } from './lane.ts';

/** What becomes of a row that the server refused, and of a lane whose keys cannot be had. */
export interface Refusals {
  readonly ofRow: (lane: Lane, row: LaneRow, error: CodedError, isSealed?: boolean) => void;
  readonly ofKeys: (lane: Lane, error: CodedError) => void;
}

export interface RefusalOptions {
  /** The lane waits for a decision of the person. */
  readonly isWaiting: (lane: Lane) => boolean;
  /** The recipient has other devices than the frames are for. */
  readonly onDevicesChanged: (
    lane: Lane,
    details: CodedError['details'],
    isSealed: boolean,
  ) => void;
  /** The row will never be taken. */
  readonly onRowFailed: (lane: Lane, row: LaneRow, error: CodedError) => void;
  /** The recipient does not take the row from this person, however often it was asked. Of those behind it nothing is known. */
  readonly onRowRefused: (lane: Lane, row: LaneRow, error: CodedError) => void;
  /** Nothing of the lane will ever be taken. */
  readonly onLaneFailed: (lane: Lane, error: CodedError) => void;
  /** What lets this person send sealed to the recipient is worth nothing. */
  readonly onSealedRefused: (lane: Lane) => void;
  /** The lane's `dueAt` was put off; `everything` when the refusal was about this device, not about the recipient. */
  readonly onPutOff: (lane: Lane, everything: boolean) => void;
}

const retryRange = { firstMs: 1_000, mostMs: 300_000 };
const leastStatedMs = 50;
const mostKeyFailures = 6;
const mostChanges = 3;
const mostTokenWaits = 3;
const mostSealedWaits = 1;

/** Only decides; what follows is done by `options`. */
export const createRefusals = (
  { clock, random }: Pick<Context, 'clock' | 'random'>,
  options: RefusalOptions,
): Refusals => {
  const putOff = (lane: Lane, error: CodedError, isOfSending: boolean): void => {
    const patience = backOffMs(lane.attempts++, random, retryRange);
    // Where the server names a time, that and a little by chance; within reason.
    const stated =
      error.retryAfterMs && Math.min(Math.max(error.retryAfterMs, leastStatedMs), mostPauseMs);
    const waitMs =
      stated === undefined || stated === 0
        ? patience
        : Math.round(stated * (1 + random.fraction() / 4));
    lane.dueAt = clock.now() + waitMs;
    // A rate limit of sending is about this device; one of keys may be what a single contact brought about.
    options.onPutOff(lane, isOfSending && error.code === 'rate_limited');
  };

  return {
    ofRow: (lane, row, error, isSealed = false) => {
      if (isSealed && error.code === 'not_allowed') {
        // Another of the same lane said so a moment ago.
        if (lane.dueAt > clock.now()) return;
        if (lane.sealedWaits < mostSealedWaits) {
          // Not one of the lane's failures: whatever else failed before, there is a second try.
          lane.dueAt = clock.now() + backOffMs(lane.sealedWaits++, random, retryRange);
          options.onPutOff(lane, false);
        } else options.onSealedRefused(lane);
      } else if (error.code === 'devices_changed') {
        row.frame = null;
        if (lane.busy || row.epoch < lane.epoch) return;
        lane.epoch++;
        options.onDevicesChanged(lane, error.details, isSealed);
        // Devices that change with every try are a server's mistake, or its malice.
        if (++lane.attempts > mostChanges) putOff(lane, new CodedError('unavailable'), false);
      } else if (error.code === 'not_allowed') {
        // Others of the same burst said so a moment ago: that is one refusal.
        if (lane.dueAt > clock.now()) return;
        // What would let this person write may be on its way: given just now, read in a moment.
        if (lane.attempts < mostTokenWaits) putOff(lane, error, false);
        else options.onRowRefused(lane, row, error);
      } else if (error.code === 'recipient_gone') options.onLaneFailed(lane, error);
      else if (errorTable[error.code].retry === 'later') putOff(lane, error, !isSealed);
      else options.onRowFailed(lane, row, error);
    },
    ofKeys: (lane, error) => {
      if (error.code === 'untrusted_identity' && options.isWaiting(lane)) return;
      const isHopeless =
        error.code === 'recipient_gone' ||
        error.code === 'untrusted_identity' ||
        (error.code === 'proof_invalid' && lane.attempts >= mostKeyFailures);
      if (isHopeless) options.onLaneFailed(lane, error);
      else putOff(lane, error, false);
    },
  };
};
