import { CodedError } from '../../contract/errors/coded-error.ts';
import type { ErrorFrame, SentFrame } from '../../contract/wire/frames.ts';
import type { Link } from '../connection/link.ts';
import { toServerError } from '../connection/server-error.ts';
import { toServerTime } from '../connection/server-time.ts';
import { attempt, type Context } from '../context.ts';
import type { Bytes } from '../crypto/bytes.ts';
import type { SessionUnit } from '../crypto/session-unit.ts';
import type { Unsubscribe } from '../platform/types.ts';
import type { NewOutboxRow } from '../store/types/outbox.ts';
import type { MessageName } from '../store/types/sync.ts';
import type { SyncWork } from '../sync/sync.ts';
import { createEncryption } from './encryption.ts';
import { canEncryptFor, encryptFrame } from './frame.ts';
import { createInFlight } from './in-flight.ts';
import { forgetFrames, type Lane, type LaneRow, toLaneRow } from './lane.ts';
import { createLanes } from './lanes.ts';
import type { PreparedRow } from './prepared.ts';
import { createRefusals } from './refusals.ts';
import { createResults } from './results.ts';
import type { SessionWork } from './session-work.ts';

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
  readonly forget: (messages: readonly MessageName[]) => void;
  /** Nothing that waits for this account is sent any more; its messages fail with `error`. */
  readonly refuse: (accountId: string, error: CodedError) => void;
  readonly onFrame: (frame: SentFrame | ErrorFrame) => void;
  readonly onUp: () => void;
  readonly onDown: () => void;
  /** Reads again what waits in the database. */
  readonly reload: () => void;
  /** Sends something that is not kept; forgotten when it fails. The unit that encrypted it is committed. */
  readonly sendOnce: (accountId: string, frame: Bytes) => void;
  readonly close: () => void;
}

const windowRows = 256;
const windowBytes = 1_048_576;

/** `link` and `sessions` are those of the present account. */
export const createOutbox = (
  context: Context,
  options: {
    readonly link: Link;
    readonly sessions: SessionWork;
    readonly sync: Pick<SyncWork, 'tellTaken' | 'setOthers'>;
    /** The account as it is now; null when nothing can be encrypted. */
    readonly ownAccountId: () => string | null;
    /** The server says that the account has other devices than this one knew. */
    readonly onOwnDevicesChanged: () => void;
    /** Nothing leaves for this account. */
    readonly isBlocked: (accountId: string) => boolean;
    readonly tokenFor: (accountId: string) => Uint8Array | null;
  },
): Outbox => {
  const { store, clock, random } = context;
  const { link } = options;
  const lanes = createLanes(store.outbox);
  const inFlight = createInFlight({
    clock,
    send: link.sendBytes,
    tokenFor: options.tokenFor,
    onSilent: () => link.fail(new CodedError('offline')),
  });
  let pauseUntil = 0;
  let closed = false;
  let stopTimer: Unsubscribe = () => undefined;

  const results = createResults(context, {
    onRepeat: (rows) =>
      rows.map((row) => toLaneRow({ ...row, id: random.uuid() }, null, row.epoch)),
    sync: options.sync,
    ownAccountId: options.ownAccountId,
    onCommitted: (committed, told) => {
      const answered = new Map<Lane, Set<LaneRow>>();
      for (const { lane, row } of committed) {
        const ofLane = answered.get(lane) ?? new Set();
        answered.set(lane, ofLane.add(row));
        // The repeat is in the database only.
        if (row.repeat) lane.complete = false;
      }
      for (const [lane, rows] of answered) lanes.remove(lane, (row) => rows.has(row));
      for (const { row, frame } of told) lanes.add(row, frame);
      pump();
    },
  });

  const failRow = (lane: Lane, row: LaneRow, error: CodedError): void => {
    row.done = true;
    results.add({ kind: 'failed', row, lane, error });
  };
  const failLane = (lane: Lane, error: CodedError): void => {
    lanes.loadAll(lane);
    // A retry by hand is a new beginning.
    lane.attempts = 0;
    for (const row of lane.rows) if (!row.done && row.requestId === 0) failRow(lane, row, error);
  };

  const refusals = createRefusals(context, {
    onDevicesChanged: (lane, details) => {
      encryption.refresh(lane, details);
      if (lane.accountId === options.ownAccountId()) options.onOwnDevicesChanged();
    },
    onRowFailed: failRow,
    onLaneFailed: (lane, error) => attempt(context, 'outbox', () => failLane(lane, error)),
    onPutOff: (lane, everything) => {
      if (everything) pauseUntil = lane.dueAt;
      pump();
    },
  });

  const encryption = createEncryption(context, {
    sessions: options.sessions,
    isReady: () => options.ownAccountId() !== null,
    onDone: () => pump(),
    onFailed: refusals.ofKeys,
  });

  /** Sends of one lane what can be sent; true when it stopped at something to encrypt. */
  const pumpLane = (lane: Lane): boolean => {
    lanes.refill(lane);
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
    let wakeAt = Number.POSITIVE_INFINITY;
    for (const lane of lanes.all()) {
      if (options.isBlocked(lane.accountId)) continue;
      const dueAt = Math.max(lane.dueAt, pauseUntil);
      if (dueAt > now) wakeAt = Math.min(wakeAt, dueAt);
      else if (!lane.busy && pumpLane(lane)) plain.push(lane);
    }
    if (plain.length > 0) encryption.encrypt(plain);
    if (wakeAt === Number.POSITIVE_INFINITY) return;
    stopTimer();
    stopTimer = clock.after(Math.max(0, wakeAt - clock.now()), pump);
  };

  const reload = (): void => {
    inFlight.clear();
    lanes.reload();
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
      for (const { row, frame } of rows) lanes.add(row, frame);
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
    forget: (messages) => {
      const messageIds = new Set(
        messages.flatMap(({ messageId, outgoing }) => (outgoing ? [messageId] : [])),
      );
      if (messageIds.size === 0) return;
      for (const lane of lanes.all())
        lanes.remove(
          lane,
          ({ requestId, messageId }) =>
            requestId === 0 && messageId !== null && messageIds.has(messageId),
        );
    },
    refuse: (accountId, error) => {
      const lane = lanes.get(accountId);
      if (lane) attempt(context, 'outbox', () => failLane(lane, error));
    },
    onFrame: (frame) => {
      const waiting = inFlight.take(frame.requestId);
      if (!waiting) return;
      const { lane, row } = waiting;
      if (frame.kind === 'error') {
        refusals.ofRow(lane, row, toServerError(frame.error));
        return;
      }
      lane.attempts = 0;
      row.done = true;
      const acceptedAt = toServerTime(frame.acceptedAt, clock.now(), row.createdAt);
      results.add({ kind: 'sent', row, lane, acceptedAt, toldAt: frame.acceptedAt });
    },
    onUp: () => {
      pauseUntil = 0;
      for (const lane of lanes.all()) lane.dueAt = 0;
      pump();
    },
    onDown: () => {
      inFlight.clear();
      lanes.rewind();
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
