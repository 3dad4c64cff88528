import { CodedError } from '../../contract/errors/coded-error.ts';
import type { ErrorFrame, SentFrame } from '../../contract/wire/frames.ts';
import type { Link } from '../connection/link.ts';
import { toServerError } from '../connection/server-error.ts';
import { toServerTime } from '../connection/server-time.ts';
import { attempt, type Context } from '../context.ts';
import type { Bytes } from '../crypto/bytes.ts';
import type { SessionUnit } from '../crypto/session-unit.ts';
import type { Unsubscribe } from '../platform/types.ts';
import type { Sealed } from '../sealed/sealed.ts';
import type { NewOutboxRow } from '../store/types/outbox.ts';
import type { MessageName } from '../store/types/sync.ts';
import type { SyncWork } from '../sync/sync.ts';
import { createApart } from './apart.ts';
import { createEncrypting } from './encrypting.ts';
import { canEncryptFor, encryptFrame } from './frame.ts';
import { forgetFrames, type Lane, type LaneRow, toLaneRow } from './lane.ts';
import { createLanes } from './lanes.ts';
import type { PreparedRow } from './prepared.ts';
import { noteRecipients } from './recipients.ts';
import { createRefusals } from './refusals.ts';
import { createResults } from './results.ts';
import type { SessionWork } from './session-work.ts';
import { createTwoWays } from './two-ways.ts';

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
  /** What waits for this account may leave again; null: for anybody. */
  readonly resume: (accountId: string | null) => void;
  /** Nothing that waits for this account is sent any more; its messages fail with `error`. */
  readonly refuse: (accountId: string, error: CodedError) => void;
  readonly onFrame: (frame: SentFrame | ErrorFrame) => void;
  /** The same of what was sent sealed. */
  readonly onSealedFrame: (frame: SentFrame | ErrorFrame) => void;
  /** What was sent sealed will not be answered. */
  readonly onSealedDown: () => void;
  /** What waited for something else than a time may leave now. */
  readonly wake: () => void;
  readonly onUp: () => void;
  /** All that waited for this device was read: what its other devices decided is known, and what waited for that leaves. */
  readonly onHeard: () => void;
  /** Whether that is so. */
  readonly isHeard: () => boolean;
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
    readonly sync: Pick<SyncWork, 'tellTaken' | 'setOthers' | 'isHeld' | 'holds' | 'hasOthers'>;
    /** The account as it is now; null when nothing can be encrypted. */
    readonly ownAccountId: () => string | null;
    /** The server says that the account has other devices than this one knew. */
    readonly onOwnDevicesChanged: () => void;
    /** Nothing leaves for this account. */
    readonly isBlocked: (accountId: string) => boolean;
    /** Whether the person still has a receipt told that was made earlier. */
    readonly isReceiptWanted: (row: NewOutboxRow) => boolean;
    /** Nothing leaves for this account until the person decides about its new key, or the log of keys says the one in use; it waits. */
    readonly isWithheld: (accountId: string) => boolean;
    /** What lets one write to others; a device of theirs that is new has nothing of what was given. */
    readonly privacy: () => {
      readonly tokenFor: (accountId: string) => Uint8Array | null;
      readonly lostSessions: (accountIds: readonly string[]) => void;
      readonly committed: () => void;
    };
    readonly sealed: Pick<
      Sealed,
      'send' | 'wayTo' | 'bufferedBytes' | 'fail' | 'hangUp' | 'giveUp' | 'dueAt'
    >;
  },
): Outbox => {
  const { store, clock, random } = context;
  const { link } = options;
  const lanes = createLanes(store.outbox);
  const { sealed } = options;
  const ways = createTwoWays({
    clock,
    random,
    link,
    sealed,
    tokenFor: (accountId) => options.privacy().tokenFor(accountId),
    onSilent: () => link.fail(new CodedError('offline')),
  });
  let pauseUntil = 0;
  let closed = false;
  let isHeard = false;
  let stopTimer: Unsubscribe = () => undefined;
  let stopSealedTimer: Unsubscribe = () => undefined;

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

  const isOwn = (lane: Lane): boolean => lane.accountId === options.ownAccountId();
  const failRow = (lane: Lane, row: LaneRow, error: CodedError): void => {
    row.done = true;
    results.add({ kind: 'failed', row, lane, error });
  };
  /** A retry by hand is a new beginning. */
  const beginAnew = (lane: Lane): void => {
    lane.attempts = 0;
    lane.sealedWaits = 0;
  };
  const failLane = (lane: Lane, error: CodedError): void => {
    lanes.loadAll(lane);
    beginAnew(lane);
    for (const row of lane.rows) if (!row.done && row.requestId === 0) failRow(lane, row, error);
  };

  const apart = createApart(clock, random);
  const refusals = createRefusals(context, {
    isWaiting: ({ accountId }) => options.isWithheld(accountId),
    onDevicesChanged: (lane, details, isSealed) => {
      encrypting.refresh(lane, details, isSealed ? apart.pause() : undefined);
      // Keys are asked for by name: what is sealed after that comes by another connection than what was refused.
      if (isSealed) sealed.hangUp();
      if (isOwn(lane)) options.onOwnDevicesChanged();
    },
    onRowFailed: failRow,
    onRowRefused: (lane, row, error) => {
      failRow(lane, row, error);
      if (lane.complete && lane.rows.every(({ done }) => done)) beginAnew(lane);
    },
    onLaneFailed: (lane, error) =>
      attempt(context, 'outbox', () => {
        const isNobody = error.code === 'recipient_gone' && isOwn(lane);
        if (!isNobody || !options.sync.holds()) failLane(lane, error);
      }),
    onSealedRefused: (lane) => {
      sealed.giveUp(lane.accountId);
      lane.attempts = 0;
      lane.sealedWaits = 0;
      pump();
    },
    onPutOff: (lane, everything) => {
      if (everything) pauseUntil = lane.dueAt;
      pump();
    },
  });

  const encrypting = createEncrypting(context, {
    sessions: options.sessions,
    isReady: () => options.ownAccountId() !== null,
    onRefresh: (accountId) => {
      if (accountId !== options.ownAccountId()) options.privacy().lostSessions([accountId]);
    },
    onRefreshed: () => options.privacy().committed(),
    onDone: () => pump(),
    onFailed: refusals.ofKeys,
  });

  /** It tells of this person: never before it is known what another device decided meanwhile, nor once they want it no more. */
  const isReceiptDue = (lane: Lane, row: LaneRow): boolean => {
    if (!isHeard) return false;
    if (options.isReceiptWanted(row)) return true;
    failRow(lane, row, new CodedError('not_allowed'));
    return false;
  };
  /** Another device may have blocked the person while this one was away, and its word be on the way. */
  const mayBeBlocked = (lane: Lane): boolean =>
    !isHeard && lane.accountId !== options.ownAccountId() && options.sync.hasOthers();
  /** The second connection may be tried again then. */
  const pumpWhenSealedDue = (): void => {
    stopSealedTimer();
    if (!closed) stopSealedTimer = clock.after(Math.max(0, sealed.dueAt() - clock.now()), pump);
  };
  /** Sends of one lane what can be sent; true when it stopped at something to encrypt. */
  const pumpLane = (lane: Lane): boolean => {
    lanes.refill(lane);
    // After a refusal one at a time, so that what follows does not overtake.
    let free = lane.attempts > 0 || lane.sealedWaits > 0 ? 1 : windowRows;
    const way = ways.wayOf(lane);
    for (const row of lane.rows) {
      if (row.done) continue;
      if (row.requestId === 0) {
        if (row.kind === 'receipt' && !isReceiptDue(lane, row)) continue;
        if (!row.frame) return true;
        if (way === 'wait') return false;
        if (way === 'sealed' && sealed.dueAt() > clock.now()) {
          pumpWhenSealedDue();
          return false;
        }
        if (free <= 0 || ways.count() >= windowRows || ways.bufferedBytes(way) > windowBytes)
          return false;
        ways.transmit(way, lane, row, row.frame);
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
    const toEncrypt: Lane[] = [];
    let wakeAt = Number.POSITIVE_INFINITY;
    for (const lane of lanes.all()) {
      if (options.isBlocked(lane.accountId) || options.isWithheld(lane.accountId)) continue;
      if (isOwn(lane) && options.sync.isHeld()) continue;
      const dueAt = Math.max(lane.dueAt, pauseUntil);
      if (dueAt > now) wakeAt = Math.min(wakeAt, dueAt);
      else if (!lane.busy && !mayBeBlocked(lane) && pumpLane(lane)) toEncrypt.push(lane);
    }
    if (toEncrypt.length > 0) encrypting.encrypt(toEncrypt);
    if (wakeAt === Number.POSITIVE_INFINITY) return;
    stopTimer();
    stopTimer = clock.after(Math.max(0, wakeAt - clock.now()), pump);
  };

  const reload = (): void => {
    ways.clear();
    lanes.reload();
    pump();
  };
  reload();

  const answered = (way: 'named' | 'sealed', frame: SentFrame | ErrorFrame): void => {
    const waiting = ways[way].take(frame.requestId);
    if (!waiting) return;
    const { lane, row } = waiting;
    if (frame.kind === 'error') {
      refusals.ofRow(lane, row, toServerError(frame.error), way === 'sealed');
      return;
    }
    lane.attempts = 0;
    lane.sealedWaits = 0;
    row.done = true;
    const acceptedAt = toServerTime(frame.acceptedAt, clock.now(), row.createdAt);
    results.add({ kind: 'sent', row, lane, acceptedAt, toldAt: frame.acceptedAt });
  };

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
      noteRecipients(context, rows);
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
    resume: (accountId) => {
      const lane = accountId === null ? undefined : lanes.get(accountId);
      if (lane) {
        lane.attempts = 0;
        lane.sealedWaits = 0;
        lane.dueAt = 0;
      }
      pump();
    },
    refuse: (accountId, error) => {
      const lane = lanes.get(accountId);
      if (lane) attempt(context, 'outbox', () => failLane(lane, error));
    },
    onFrame: (frame) => answered('named', frame),
    onSealedFrame: (frame) => answered('sealed', frame),
    onSealedDown: () => {
      ways.sealedDown();
      pumpWhenSealedDue();
    },
    wake: pump,
    onUp: () => {
      pauseUntil = 0;
      for (const lane of lanes.all()) lane.dueAt = 0;
      pump();
    },
    onHeard: () => {
      isHeard = true;
      pump();
    },
    isHeard: () => isHeard,
    onDown: () => {
      isHeard = false;
      ways.clear();
      lanes.rewind();
    },
    reload,
    sendOnce: ways.sendOnce,
    close: () => {
      closed = true;
      stopTimer();
      stopSealedTimer();
      apart.close();
      ways.close();
      results.close();
    },
  };
};
