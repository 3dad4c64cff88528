import type { Delivery } from '../../contract/wire/frames.ts';
import { limits } from '../../contract/wire/limits.ts';
import { toServerTime } from '../connection/server-time.ts';
import type { DeviceAddress } from '../crypto/key-base.ts';
import type { Decrypted, SessionUnit } from '../crypto/session-unit.ts';
import type { SessionWork } from '../outbox/session-work.ts';
import type { Clock } from '../platform/types.ts';
import { type Collected, collect, createCollected } from './collect.ts';
import { createPatience } from './patience.ts';
import type { Waiting } from './waiting.ts';

/**
 * Pages are encrypted with each commit, and most of what a message touches the next one touches, too: the more in one
 * transaction, the less each costs. Half of what the server hands over unacknowledged, so that the other half is here and the
 * next on its way while one is stored.
 */
const batchRows = limits.deliveryWindowCount / 2;
/** From so many on, others who wait for sessions come first: what is written by a person does not wait for the whole batch. */
const shortBatchRows = 200;
/** Or after so long, when some are dear. */
const shortBatchMs = 100;
const batchBytes = 2_097_152;
/** A receipt names up to 500 messages: past so many in all, the rest of a batch waits for the next turn. */
const batchConfirmedIds = 2_000;
/** Other work gets its turn after this long. */
const sliceMs = 8;

/** Gives others their turn. */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** What was read for one transaction. */
export interface Read {
  readonly collected: Collected;
  /** How many deliveries it is of. */
  count: number;
  bytes: number;
  /** How many were not even tried. */
  untried: number;
  /** How many are of people who are blocked. */
  dropped: number;
  /** By `performance.now`. */
  readonly since: number;
  /** The last of them that the server keeps; 0 when it keeps none. */
  throughSeq: number;
  /** On which connection they came: another may be another device's, with numbers of its own. */
  readonly connection: number;
}

/** Takes deliveries out of what waits and opens them. */
export interface Reading {
  /** As many as one transaction should hold, in order, with what comes in meanwhile. */
  readonly read: (unit: SessionUnit) => Promise<Read>;
  /** Whether its numbers are those of the present connection. */
  readonly isPresent: (taken: Read) => boolean;
  /** The connection ended. */
  readonly down: () => void;
}

/** Reads what is `waiting` for the device `own`. */
export const createReading = (
  waiting: Waiting,
  sessions: SessionWork,
  clock: Clock,
  who: {
    readonly own: () => DeviceAddress;
    readonly isBlocked: (accountId: string) => boolean;
  },
): Reading => {
  const patience = createPatience(() => performance.now());
  let connection = 0;

  const isFull = (taken: Read): boolean =>
    taken.connection !== connection ||
    taken.count >= batchRows ||
    taken.bytes >= batchBytes ||
    taken.collected.confirmedIds >= batchConfirmedIds ||
    (sessions.isAwaited() &&
      (taken.count >= shortBatchRows || performance.now() - taken.since >= shortBatchMs));

  /** What cost its sender nothing and this device much is not tried: repaired later, like what was tried in vain. */
  const decrypt = async (
    unit: SessionUnit,
    { senderId: accountId, senderDeviceId: deviceId, type, content }: Delivery,
  ): Promise<Decrypted> => {
    const since = performance.now();
    const decrypted = await unit.decrypt({ accountId, deviceId }, type, content);
    if (decrypted.kind === 'unreadable') patience.spend(accountId, performance.now() - since);
    return decrypted;
  };

  const take = async (unit: SessionUnit, taken: Read, delivery: Delivery): Promise<void> => {
    taken.count++;
    taken.bytes += delivery.content.length;
    taken.throughSeq = Math.max(taken.throughSeq, delivery.seq);
    // Not even opened: the session passes over it, or is made anew once they may write again.
    if (who.isBlocked(delivery.senderId)) {
      taken.dropped++;
      return;
    }
    const isTried = patience.has(delivery.senderId);
    const decrypted: Decrypted = isTried ? await decrypt(unit, delivery) : { kind: 'unreadable' };
    // What is asked for again is named by the server's very time.
    const isRead = decrypted.kind !== 'unreadable';
    const acceptedAt = isRead
      ? toServerTime(delivery.acceptedAt, clock.now())
      : delivery.acceptedAt;
    collect(taken.collected, { ...delivery, acceptedAt }, decrypted, who.own());
    if (!isTried) taken.untried++;
  };

  return {
    read: async (unit) => {
      const since = performance.now();
      const taken: Read = {
        collected: createCollected(),
        count: 0,
        bytes: 0,
        untried: 0,
        dropped: 0,
        since,
        throughSeq: 0,
        connection,
      };
      let sliceEnd = since + sliceMs;
      while (!isFull(taken)) {
        const delivery = waiting.next();
        if (!delivery) break;
        await take(unit, taken, delivery);
        if (performance.now() < sliceEnd) continue;
        await breathe();
        sliceEnd = performance.now() + sliceMs;
      }
      return taken;
    },
    isPresent: (taken) => taken.connection === connection,
    down: () => {
      connection++;
    },
  };
};
