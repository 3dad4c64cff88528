import type { Bytes } from '../crypto/bytes.ts';
import type { Clock, Unsubscribe } from '../platform/types.ts';
import { setRequestId } from './frame.ts';
import type { Lane, LaneRow } from './lane.ts';

/** What was sent and not answered yet, by request id. */
export interface InFlight {
  readonly transmit: (lane: Lane, row: LaneRow, frame: Bytes) => void;
  /** Sends without waiting for the answer. */
  readonly sendOnce: (accountId: string, frame: Bytes) => void;
  /** What an answer is about; from then on it is under way no more. */
  readonly take: (requestId: number) => { readonly lane: Lane; readonly row: LaneRow } | undefined;
  /** Whether this row is under way here. */
  readonly has: (row: LaneRow) => boolean;
  readonly count: () => number;
  /** All of it is under way no more. */
  readonly takeAll: () => void;
  readonly clear: () => void;
  readonly close: () => void;
}

const answerWithinMs = 30_000;
const lastId = 0xffff_ffff;

/** `onSilent`: something has waited too long; a server that takes frames and never answers is as good as none. */
export const createInFlight = (options: {
  readonly clock: Clock;
  readonly send: (accountId: string, frame: Bytes) => void;
  /** A number for a request that is none of these; 1 and so on without. */
  readonly nextId?: (isTaken: (id: number) => boolean) => number;
  readonly onSilent: () => void;
}): InFlight => {
  const { clock } = options;
  const waiting = new Map<
    number,
    { readonly lane: Lane; readonly row: LaneRow; readonly since: number }
  >();
  let requestId = 0;
  let watching = false;
  let stopWatch: Unsubscribe = () => undefined;

  const watch = (): void => {
    if (watching) return;
    watching = true;
    stopWatch = clock.after(answerWithinMs, () => {
      watching = false;
      const [oldest] = waiting.values();
      if (!oldest) return;
      if (clock.now() - oldest.since >= answerWithinMs) options.onSilent();
      else watch();
    });
  };
  const number = (frame: Bytes): number => {
    if (options.nextId) requestId = options.nextId((id) => waiting.has(id));
    else requestId = requestId >= lastId ? 1 : requestId + 1;
    setRequestId(frame, requestId);
    return requestId;
  };

  return {
    transmit: (lane, row, frame) => {
      row.requestId = number(frame);
      waiting.set(row.requestId, { lane, row, since: clock.now() });
      watch();
      options.send(lane.accountId, frame);
    },
    sendOnce: (accountId, frame) => {
      number(frame);
      options.send(accountId, frame);
    },
    take: (id) => {
      const taken = waiting.get(id);
      waiting.delete(id);
      if (taken) taken.row.requestId = 0;
      return taken;
    },
    has: (row) => waiting.get(row.requestId)?.row === row,
    count: () => waiting.size,
    takeAll: () => {
      for (const { row } of waiting.values()) row.requestId = 0;
      waiting.clear();
    },
    clear: () => waiting.clear(),
    close: () => {
      stopWatch();
      waiting.clear();
    },
  };
};
