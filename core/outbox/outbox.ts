import { CodedError } from '../../contract/errors/coded-error.ts';
import { errorTable } from '../../contract/errors/table.ts';
import type { ErrorFrame, SentFrame } from '../../contract/wire/frames.ts';
import { backoffMs } from '../connection/backoff.ts';
import type { Link } from '../connection/link.ts';
import { toServerError } from '../connection/server-error.ts';
import { toServerTime } from '../connection/server-time.ts';
import { attempt, type Context } from '../context.ts';
import type { Bytes } from '../crypto/bytes.ts';
import type { SessionUnit } from '../crypto/session-unit.ts';
import type { Unsubscribe } from '../platform/types.ts';
import type { NewOutboxRow } from '../store/types.ts';
import { createEncryption } from './encryption.ts';
import { canEncryptFor, encryptFrame } from './frame.ts';
import { createInFlight } from './in-flight.ts';
import {
  createLane,
  forgetFrames,
  type Lane,
  type LaneRow,
  loadRows,
  rewindLane,
  toLaneRow,
} from './lane.ts';
import { createResults } from './results.ts';
import type { SessionWork } from './session-work.ts';

/** A new row, encrypted already when nothing stood before it. */
export interface PreparedRow {
  readonly row: NewOutboxRow;
  readonly frame: Bytes | null;
}

/** Sends what the database's outbox holds, each recipient's in order, several at a time. */
export interface Outbox {
  /** Encrypts new rows within a unit where that can be done at once. */
  readonly prepare: (
    unit: SessionUnit,
    rows: readonly NewOutboxRow[],
  ) => Promise<readonly PreparedRow[]>;
  /** Adds them to the database; inside the unit's transaction. */
  readonly write: (rows: readonly PreparedRow[]) => void;
  /** Sends them; after the commit. */
  readonly committed: (rows: readonly PreparedRow[]) => void;
  /** The recipient lost the session: everything not yet sent is encrypted anew. Inside a transaction. */
  readonly sessionLost: (accountId: string) => void;
  /** These messages were deleted: what is not under way yet does not leave. */
  readonly forget: (messageIds: ReadonlySet<string>) => void;
  readonly onFrame: (frame: SentFrame | ErrorFrame) => void;
  readonly onUp: () => void;
  readonly onDown: () => void;
  /** Reads again what waits in the database. */
  readonly reload: () => void;
  /** Sends something that is not kept; forgotten when it fails. The unit that encrypted it is committed. */
  readonly sendOnce: (frame: Bytes) => void;
  readonly close: () => void;
}

const windowRows = 256;
const windowBytes = 1_048_576;
const loadCount = 200;
const heldRows = 2_000;
const retryRange = { firstMs: 1_000, mostMs: 300_000 };
const leastStatedMs = 50;
const mostStatedMs = 3_600_000;
const mostKeyFailures = 6;

/** `link` and `sessions` are those of the present account. */
export const createOutbox = (
  context: Context,
  options: { readonly link: Link; readonly sessions: SessionWork; readonly isReady: () => boolean },
): Outbox => {
  const { store, clock, random } = context;
  const { link } = options;
  const lanes = new Map<string, Lane>();
  const inFlight = createInFlight({
    clock,
    send: link.sendBytes,
    onSilent: () => link.fail(new CodedError('offline')),
  });
  let held = 0;
  let pauseUntil = 0;
  let closed = false;
  let stopTimer: Unsubscribe = () => undefined;

  const laneOf = (accountId: string): Lane => {
    let lane = lanes.get(accountId);
    if (!lane) {
      lane = createLane(accountId, true);
      lanes.set(accountId, lane);
    }
    return lane;
  };

  const wakeAt = (at: number): void => {
    stopTimer();
    stopTimer = clock.after(Math.max(0, at - clock.now()), pump);
  };

  const putOff = (lane: Lane, error: CodedError, isOfSending = false): void => {
    const patience = backoffMs(lane.attempts++, random, retryRange);
    // Where the server names a time, that and a little by chance; within reason.
    const stated =
      error.retryAfterMs && Math.min(Math.max(error.retryAfterMs, leastStatedMs), mostStatedMs);
    const waitMs =
      stated === undefined || stated === 0
        ? patience
        : Math.round(stated * (1 + random.fraction() / 4));
    lane.dueAt = clock.now() + waitMs;
    // A rate limit of sending is about this device; one of keys may be what a single contact brought about.
    if (isOfSending && error.code === 'rate_limited') pauseUntil = lane.dueAt;
    pump();
  };

  const results = createResults(context, {
    onRepeat: (rows) =>
      rows.map((row) => toLaneRow({ ...row, id: random.uuid() }, null, row.epoch)),
    onCommitted: (committed) => {
      const touched = new Set<Lane>();
      for (const { lane, row } of committed) {
        touched.add(lane);
        // The repeat is in the database only.
        if (row.repeat) lane.complete = false;
      }
      for (const lane of touched) {
        const before = lane.rows.length;
        const answered = new Set(
          committed.filter((result) => result.lane === lane).map(({ row }) => row),
        );
        lane.rows = lane.rows.filter((row) => !answered.has(row));
        held -= before - lane.rows.length;
        if (lane.rows.length === 0 && lane.complete && !lane.busy && lane.attempts === 0)
          lanes.delete(lane.accountId);
      }
      pump();
    },
  });

  const failRows = (lane: Lane, error: CodedError): void => {
    if (!lane.complete) loadRows(store.outbox, lane, Number.MAX_SAFE_INTEGER - 10_000);
    // A retry by hand is a new beginning.
    lane.attempts = 0;
    for (const row of lane.rows) {
      if (row.done || row.requestId !== 0) continue;
      row.done = true;
      results.add({ kind: 'failed', row, lane, error });
    }
  };

  const encryption = createEncryption(context, {
    sessions: options.sessions,
    isReady: options.isReady,
    onDone: () => pump(),
    onFailed: (lane, error) => {
      const hopeless =
        error.code === 'recipient_gone' ||
        error.code === 'untrusted_identity' ||
        (error.code === 'proof_invalid' && lane.attempts >= mostKeyFailures);
      if (hopeless) attempt(context, 'outbox', () => failRows(lane, error));
      else putOff(lane, error);
    },
  });

  /** Sends of one lane what can be sent; true when it stopped at something to encrypt. */
  const pumpLane = (lane: Lane): boolean => {
    if (!lane.complete && lane.rows.length < loadCount / 2) {
      const before = lane.rows.length;
      loadRows(store.outbox, lane, loadCount);
      held += lane.rows.length - before;
      if (lane.rows.length === 0 && lane.complete) lanes.delete(lane.accountId);
    }
    // After a refusal one at a time, so that what follows does not overtake.
    let free = lane.attempts > 0 ? 1 : windowRows;
    for (const row of lane.rows) {
      if (row.done) continue;
      if (row.requestId === 0) {
        if (!row.frame) return true;
        if (free <= 0 || inFlight.count() >= windowRows || link.bufferedBytes() > windowBytes)
          return false;
        inFlight.transmit(lane, row, row.frame);
        if (lane.busy || lane.dueAt > clock.now()) return false;
      }
      free--;
    }
    return false;
  };

  const pump = (): void => attempt(context, 'outbox', pumpNow);

  const pumpNow = (): void => {
    if (closed || !link.isUp()) return;
    const now = clock.now();
    const plain: Lane[] = [];
    let wake = Number.POSITIVE_INFINITY;
    for (const lane of lanes.values()) {
      const dueAt = Math.max(lane.dueAt, pauseUntil);
      if (dueAt > now) {
        wake = Math.min(wake, dueAt);
        continue;
      }
      if (!lane.busy && pumpLane(lane)) plain.push(lane);
    }
    if (plain.length > 0) encryption.encrypt(plain);
    if (wake < Number.POSITIVE_INFINITY) wakeAt(wake);
  };

  const refused = (lane: Lane, row: LaneRow, error: CodedError): void => {
    if (error.code === 'devices_changed') {
      row.frame = null;
      if (lane.busy || row.epoch < lane.epoch) return;
      lane.epoch++;
      encryption.refresh(lane, error.details);
      // Devices that change with every try are a server's mistake, or its malice.
      if (++lane.attempts > 3) putOff(lane, new CodedError('unavailable'));
      return;
    }
    if (error.code === 'recipient_gone') {
      failRows(lane, error);
      return;
    }
    if (errorTable[error.code].retry === 'later') {
      putOff(lane, error, true);
      return;
    }
    row.done = true;
    results.add({ kind: 'failed', row, lane, error });
  };

  const reload = (): void => {
    lanes.clear();
    inFlight.clear();
    held = 0;
    for (const accountId of store.outbox.recipients())
      lanes.set(accountId, createLane(accountId, false));
    pump();
  };
  reload();

  return {
    prepare: async (unit, rows) => {
      const blocked = new Set<string>();
      const prepared: PreparedRow[] = [];
      for (const row of rows) {
        const lane = lanes.get(row.accountId);
        const free =
          !blocked.has(row.accountId) &&
          (!lane || (lane.complete && !lane.busy && lane.rows.at(-1)?.frame !== null));
        const frame =
          free && canEncryptFor(unit, row.accountId) ? await encryptFrame(unit, row) : null;
        if (!frame) blocked.add(row.accountId);
        prepared.push({ row, frame });
      }
      return prepared;
    },
    write: (rows) => {
      store.outbox.add(rows.map(({ row, frame }) => ({ ...row, ciphertext: frame })));
    },
    committed: (rows) => {
      for (const { row, frame } of rows) {
        const lane = laneOf(row.accountId);
        if (lane.complete && held < heldRows) {
          lane.rows.push(toLaneRow(row, frame, lane.epoch));
          held++;
        } else lane.complete = false;
      }
      pump();
    },
    sessionLost: (accountId) => {
      store.outbox.dropCiphertexts(accountId);
      const lane = lanes.get(accountId);
      if (!lane) return;
      for (const row of lane.rows)
        if (row.requestId !== 0 && row.kind === 'message') row.repeat = true;
      forgetFrames(lane);
    },
    forget: (messageIds) => {
      for (const lane of lanes.values()) {
        const before = lane.rows.length;
        lane.rows = lane.rows.filter(
          (row) => row.requestId !== 0 || row.messageId === null || !messageIds.has(row.messageId),
        );
        held -= before - lane.rows.length;
      }
    },
    onFrame: (frame) => {
      const waiting = inFlight.take(frame.requestId);
      if (!waiting) return;
      const { lane, row } = waiting;
      if (frame.kind === 'error') {
        refused(lane, row, toServerError(frame.error));
        return;
      }
      lane.attempts = 0;
      row.done = true;
      const acceptedAt = toServerTime(frame.acceptedAt, clock.now(), row.createdAt);
      results.add({ kind: 'sent', row, lane, acceptedAt });
    },
    onUp: () => {
      pauseUntil = 0;
      for (const lane of lanes.values()) lane.dueAt = 0;
      pump();
    },
    onDown: () => {
      inFlight.clear();
      for (const lane of lanes.values()) rewindLane(lane);
    },
    reload,
    sendOnce: inFlight.sendOnce,
    close: () => {
      closed = true;
      stopTimer();
      inFlight.close();
      results.close();
    },
  };
};
