import type { PublicKey } from '@signalapp/libsignal-client';
import { type Delivery, sealedType } from '../../contract/wire/frames.ts';
import { limits } from '../../contract/wire/limits.ts';
import { toServerTime } from '../connection/server-time.ts';
import type { DeviceAddress } from '../crypto/key-base.ts';
import { createSeenCertificates } from '../crypto/sealed-sender.ts';
import type { Decrypted, SessionUnit } from '../crypto/session-unit.ts';
import type { SessionWork } from '../outbox/session-work.ts';
import { breathe } from '../platform/breathe.ts';
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
/** So many are unsealed before their turn comes. */
const unsealedAhead = 8;
/** Other work gets its turn after this long. */
const sliceMs = 8;

/** What was read for one transaction. */
export interface Read {
  readonly collected: Collected;
  /** How many deliveries it is of. */
  count: number;
  bytes: number;
  /** How many were not even tried. */
  untried: number;
  /** How many are of people who are blocked, or never let write. */
  dropped: number;
  /** How many came sealed and are of nobody who could be made sure of. */
  unverified: number;
  /** What leads to roots that the server does not tell now: to be read later. */
  readonly aside: Delivery[];
  /** By `performance.now`. */
  readonly since: number;
  /** The last of them that the server keeps; 0 when it keeps none. */
  throughSeq: number;
  /** On which connection they came: another may be another device's, with numbers of its own. */
  readonly connection: number;
  /** They do not wait any more: what cannot be read now is not put back. */
  readonly isLate: boolean;
}

/** Takes deliveries out of what waits and opens them. */
export interface Reading {
  /** As many as one transaction should hold, in order, with what comes in meanwhile. */
  readonly read: (unit: SessionUnit) => Promise<Read>;
  /** All of these, which the server does not keep any more. */
  readonly open: (unit: SessionUnit, deliveries: readonly Delivery[]) => Promise<Read>;
  /** Whether its numbers are those of the present connection. */
  readonly isPresent: (taken: Read) => boolean;
  /** What comes next leads to roots that are not known; whether those that are were just asked for has to be seen to before it is read. */
  readonly wantsRoots: () => boolean;
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
    readonly isShutOut: (accountId: string) => boolean;
    /** What sender certificates lead to. */
    readonly roots: () => readonly PublicKey[];
    /** Nothing newer is to be had now. */
    readonly areRootsFresh: () => boolean;
    /** The server was asked for them in vain: what needs them is set aside. */
    readonly setsAside: () => boolean;
  },
): Reading => {
  const patience = createPatience(() => performance.now());
  const seen = createSeenCertificates();
  /** By the roots that were known then. */
  const unsealing = new WeakMap<
    Delivery,
    { readonly roots: unknown; readonly result: ReturnType<SessionUnit['unseal']> }
  >();
  let wantsRoots = false;
  let connection = 0;

  const isFull = (taken: Read): boolean =>
    taken.connection !== connection ||
    taken.count >= batchRows ||
    taken.bytes >= batchBytes ||
    // What another device of the account decided holds for all that comes after it: nothing more is read before that stands.
    taken.collected.syncs.at(-1)?.sync.what === 'registers' ||
    taken.collected.confirmedIds >= batchConfirmedIds ||
    (sessions.isAwaited() &&
      (taken.count >= shortBatchRows || performance.now() - taken.since >= shortBatchMs));

  /** What cost its sender nothing and this device much is not tried: repaired later, like what was tried in vain. */
  const decrypt = async (
    unit: SessionUnit,
    { senderId: accountId, senderDeviceId: deviceId, type, content }: Delivery,
    key?: PublicKey,
  ): Promise<Decrypted> => {
    const since = performance.now();
    const decrypted = await unit.decrypt({ accountId, deviceId }, type, content, key);
    if (decrypted.kind === 'unreadable') patience.spend(accountId, performance.now() - since);
    return decrypted;
  };

  /** Begun once; what follows is begun with it, since most of its time is waiting. */
  const begun = (unit: SessionUnit, given: Delivery): ReturnType<SessionUnit['unseal']> => {
    const roots = who.roots();
    const known = unsealing.get(given);
    if (known?.roots === roots) return known.result;
    const { content, acceptedAt: at } = given;
    const result = unit.unseal(content, { seen, roots, at });
    unsealing.set(given, { roots, result });
    return result;
  };

  /** With its sender, where it came without, and the key that this is certified to have; null when that is not to be made sure of. */
  const unseal = async (
    unit: SessionUnit,
    given: Delivery,
  ): Promise<{ readonly delivery: Delivery; readonly key?: PublicKey } | 'elsewhere' | null> => {
    if (given.type !== sealedType) return { delivery: given };
    for (const next of [given, ...waiting.peek(unsealedAhead)])
      if (next.type === sealedType) void begun(unit, next);
    const unsealed = await begun(unit, given);
    if (!unsealed || unsealed === 'elsewhere') return unsealed;
    const { key, ...inner } = unsealed;
    return { delivery: { ...given, ...inner }, key };
  };

  const take = async (unit: SessionUnit, taken: Read, given: Delivery): Promise<void> => {
    const opened = await unseal(unit, given);
    const isEarly = opened === 'elsewhere' && !who.areRootsFresh();
    const isAside = isEarly && (taken.isLate || who.setsAside());
    if (isEarly && !isAside) {
      // Of a connection that ended nothing is waited for: it comes again.
      if (taken.connection === connection) waiting.putBack(given);
      wantsRoots = true;
      return;
    }
    taken.count++;
    taken.bytes += given.content.length;
    taken.throughSeq = Math.max(taken.throughSeq, given.seq);
    // What is of the moment is over by then.
    if (isAside && given.seq > 0) taken.aside.push(given);
    if (isAside) return;
    if (!opened || opened === 'elsewhere') {
      taken.unverified++;
      return;
    }
    const { delivery, key } = opened;
    // Not even opened: the session passes over it, or is made anew once they may write again.
    if (delivery.senderId !== who.own().accountId && who.isShutOut(delivery.senderId)) {
      taken.dropped++;
      return;
    }
    const isTried = patience.has(delivery.senderId);
    const decrypted: Decrypted = isTried
      ? await decrypt(unit, delivery, key)
      : { kind: 'unreadable' };
    if (decrypted.kind === 'forged') {
      taken.unverified++;
      return;
    }
    // What is asked for again is named by the server's very time.
    const isRead = decrypted.kind !== 'unreadable';
    const acceptedAt = isRead
      ? toServerTime(delivery.acceptedAt, clock.now())
      : delivery.acceptedAt;
    collect(taken.collected, { ...delivery, acceptedAt }, decrypted, who.own());
    if (!isTried) taken.untried++;
  };

  const begin = (isLate: boolean): Read => ({
    collected: createCollected(),
    count: 0,
    bytes: 0,
    untried: 0,
    dropped: 0,
    unverified: 0,
    aside: [],
    since: performance.now(),
    throughSeq: 0,
    connection,
    isLate,
  });
  /** Takes what `next` gives. */
  const takeAll = async (
    unit: SessionUnit,
    taken: Read,
    next: () => Delivery | undefined,
  ): Promise<void> => {
    let sliceEnd = taken.since + sliceMs;
    for (let delivery = next(); delivery; delivery = next()) {
      await take(unit, taken, delivery);
      if (performance.now() < sliceEnd) continue;
      await breathe();
      sliceEnd = performance.now() + sliceMs;
    }
  };

  return {
    read: async (unit) => {
      const taken = begin(false);
      wantsRoots = false;
      await takeAll(unit, taken, () => (wantsRoots || isFull(taken) ? undefined : waiting.next()));
      return taken;
    },
    open: async (unit, deliveries) => {
      const taken = begin(true);
      const left = deliveries.values();
      await takeAll(unit, taken, () => left.next().value);
      taken.throughSeq = 0;
      return taken;
    },
    wantsRoots: () => wantsRoots,
    isPresent: (taken) => taken.connection === connection,
    down: () => {
      connection++;
    },
  };
};
