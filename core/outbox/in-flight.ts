import { withDeliveryToken } from '../../contract/wire/frames.ts';
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
  readonly count: () => number;
  readonly clear: () => void;
  readonly close: () => void;
}

const answerWithinMs = 30_000;
const lastId = 0xffff_ffff;

/** `onSilent`: something has waited too long; a server that takes frames and never answers is as good as none. */
export const createInFlight = (options: {
  readonly clock: Clock;
  readonly send: (bytes: Uint8Array) => void;
  /** What an account gave to let this person write to it; put into the frame as it leaves, so that a new one counts at once. */
  readonly tokenFor: (accountId: string) => Uint8Array | null;
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
    requestId = requestId >= lastId ? 1 : requestId + 1;
    setRequestId(frame, requestId);
    return requestId;
  };

  const send = (accountId: string, frame: Bytes): void => {
    const token = options.tokenFor(accountId);
    options.send(token === null ? frame : withDeliveryToken(frame, token));
  };

  return {
    transmit: (lane, row, frame) => {
      row.requestId = number(frame);
      waiting.set(row.requestId, { lane, row, since: clock.now() });
      watch();
      send(lane.accountId, frame);
    },
    sendOnce: (accountId, frame) => {
      number(frame);
      send(accountId, frame);
    },
    take: (id) => {
      const taken = waiting.get(id);
      waiting.delete(id);
      if (taken) taken.row.requestId = 0;
      return taken;
    },
    count: () => waiting.size,
    clear: () => waiting.clear(),
    close: () => {
      stopWatch();
      waiting.clear();
    },
  };
};
