import { withDeliveryToken } from '../../contract/wire/frames.ts';
import type { Link } from '../connection/link.ts';
import type { Bytes } from '../crypto/bytes.ts';
import type { Clock, Random } from '../platform/types.ts';
import type { Sealed } from '../sealed/sealed.ts';
import type { Way } from '../sealed/way.ts';
import { createInFlight, type InFlight } from './in-flight.ts';
import type { Lane, LaneRow } from './lane.ts';

/** How rows leave: over the connection that says who one is, or over the one that does not. Nothing of one is told over the other. */
export interface TwoWays {
  /** How the lane's next row leaves; `wait` also while one that left the other way has no answer, since it might be overtaken. */
  readonly wayOf: (lane: Lane) => Way;
  readonly transmit: (way: Exclude<Way, 'wait'>, lane: Lane, row: LaneRow, frame: Bytes) => void;
  /** Sends without waiting for the answer; what can be sealed only in a while is not sent at all. */
  readonly sendOnce: (accountId: string, frame: Bytes) => void;
  readonly named: Pick<InFlight, 'take'>;
  readonly sealed: Pick<InFlight, 'take'>;
  readonly count: () => number;
  readonly bufferedBytes: (way: Way) => number;
  readonly clear: () => void;
  /** What was sent sealed will not be answered: it is to be sent again. */
  readonly sealedDown: () => void;
  readonly close: () => void;
}

/** Nothing is under way yet. */
export const createTwoWays = (options: {
  readonly clock: Clock;
  readonly random: Pick<Random, 'bytes'>;
  readonly link: Pick<Link, 'sendBytes' | 'bufferedBytes'>;
  readonly sealed: Pick<Sealed, 'send' | 'wayTo' | 'bufferedBytes' | 'fail'>;
  /** What an account gave to let this person write to it; put into the frame as it leaves, so that a new one counts at once. */
  readonly tokenFor: (accountId: string) => Uint8Array | null;
  /** Of the first connection. */
  readonly onSilent: () => void;
}): TwoWays => {
  const { clock, link, sealed } = options;
  /** A count that goes on would tell that two connections are one person's. */
  const drawn = (isTaken: (id: number) => boolean): number => {
    for (;;) {
      const id = new DataView(options.random.bytes(4).buffer).getUint32(0);
      if (id !== 0 && !isTaken(id)) return id;
    }
  };
  const flights = {
    named: createInFlight({
      clock,
      send: (accountId, frame) => {
        const token = options.tokenFor(accountId);
        link.sendBytes(token === null ? frame : withDeliveryToken(frame, token));
      },
      onSilent: options.onSilent,
    }),
    sealed: createInFlight({
      clock,
      send: sealed.send,
      nextId: drawn,
      onSilent: sealed.fail,
    }),
  };
  return {
    wayOf: (lane) => {
      const way = sealed.wayTo(lane.accountId);
      const other = way === 'sealed' ? flights.named : flights.sealed;
      return way !== 'wait' && lane.rows.some((row) => row.requestId !== 0 && other.has(row))
        ? 'wait'
        : way;
    },
    transmit: (way, lane, row, frame) => flights[way].transmit(lane, row, frame),
    sendOnce: (accountId, frame) => {
      const way = sealed.wayTo(accountId);
      if (way !== 'wait') flights[way].sendOnce(accountId, frame);
    },
    named: flights.named,
    sealed: flights.sealed,
    count: () => flights.named.count() + flights.sealed.count(),
    bufferedBytes: (way) => (way === 'sealed' ? sealed.bufferedBytes() : link.bufferedBytes()),
    clear: () => {
      flights.named.clear();
      flights.sealed.clear();
    },
    sealedDown: () => flights.sealed.takeAll(),
    close: () => {
      flights.named.close();
      flights.sealed.close();
    },
  };
};
