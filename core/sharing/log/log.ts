import { CodedError, isCodedError } from '../../../contract/errors/coded-error.ts';
import type { LogState } from '../../../contract/ipc/disclosures.ts';
import { limits } from '../../../contract/wire/limits.ts';
import type { Account } from '../../account/account.ts';
import type { Asking } from '../../connection/asking.ts';
import type { MessengerHandlers } from '../../events.ts';
import { alarmsOf, type Evidence, raise, toEvidenceFile } from '../../log/alarms.ts';
import { type Carrying, createCarrying } from '../../log/carrying.ts';
import { namedSince } from '../../log/epochs.ts';
import { type Followed, knownIdentity, seenHeads } from '../../log/follow.ts';
import { followWithHeard, isUnsettled } from '../../log/heard-notes.ts';
import { loadPending, savePending } from '../../log/pending.ts';
import { presentCheckpoint } from '../../log/present-checkpoint.ts';
import { createLogReader } from '../../log/reader.ts';
import { witnessed } from '../../log/witnessed.ts';
import type { Unsubscribe } from '../../platform/types.ts';
import { loadHeard } from '../heard.ts';
import type { SharingContext } from '../reading.ts';
import { toItems } from './items.ts';
import { loadLastLook, noLook, saveLastLook, toLogState } from './last-look.ts';
import { createListing, type Proving, type Taken } from './listing.ts';

/** The log of what was shared, as this app follows it. */
export interface DisclosureLog {
  readonly handlers: MessengerHandlers['disclosures'];
  /** Looks at the log and at what was shared. Never rejects: that it could not be looked at is a state. */
  readonly look: (asking: Asking) => Promise<void>;
  /** The newest note of the pinned server's log that was seen; null for none. */
  readonly checkpoint: () => string | null;
  readonly carrying: Pick<Carrying, 'noteFor' | 'told' | 'heard'>;
  /** After the commit of what was `heard`. */
  readonly onHeard: () => void;
  /** Forgets what was shared with the account; what was seen of the log stays. Inside a transaction. */
  readonly forget: () => void;
  readonly close: () => void;
}

export interface DisclosureLogOptions {
  readonly account: Pick<Account, 'ready' | 'pin'>;
  /** The address at which the server proved its key. */
  readonly whenProven: () => Promise<string>;
  /** A witness must cosign what counts. */
  readonly demandsWitness: () => boolean;
  /** Runs work when no other of sharing does. */
  readonly alone: <T>(work: (asking: Asking) => Promise<T>) => Promise<T>;
  /** Brings everything together with the server, a look included. */
  readonly syncNow: () => Promise<void>;
}

const mostPages = 20;
/** A checkpoint follows within a second; one that does not come is waited for until the next hour. */
const againMs = 2_000;
const mostAgain = 5;

/** The log has no checkpoint yet, or not every tile under it: a moment later they are there. */
const isNotThereYet = ({ code }: CodedError): boolean =>
  code === 'unavailable' || code === 'not_found';

/** Follows the log of the pinned server; begins nothing before it is told to. */
export const createDisclosureLog = (
  context: SharingContext,
  options: DisclosureLogOptions,
): DisclosureLog => {
  const { store, clock } = context;
  const { account } = options;
  const reader = createLogReader(context.network, options.whenProven);
  const serverKey = (): string | null => account.pin()?.publicKey ?? null;
  const carrying = createCarrying(context, { log: 'disclosures', serverKey });
  const listing = createListing(context);
  let closed = false;
  let told = '';
  let again = 0;
  let revisitBefore = 0;
  let stopTimer: Unsubscribe = () => undefined;

  const state = (): LogState => toLogState(context, serverKey());
  const tell = (always: boolean): LogState => {
    const now = state();
    const said = JSON.stringify({ ...now, checkedAt: null });
    if (!closed && (always || said !== told)) context.emit('disclosures.changed', now);
    told = said;
    return now;
  };

  const followAll = (asking: Asking): Promise<Followed | null> => {
    const present = (note: string) => presentCheckpoint(asking, note);
    return followWithHeard(context, asking, { log: 'disclosures', reader, present, raise });
  };

  /** One look at the log itself; what it says is kept. */
  const lookAtLog = async (asking: Asking): Promise<Followed | null> => {
    const key = asking.serverKey;
    const before = loadLastLook(context, key) ?? noLook(key);
    try {
      const followed = await followAll(asking);
      const last = loadLastLook(context, key) ?? before;
      if (closed || !followed) return null;
      const { about, head, notice } = followed;
      const heard = loadHeard(store.meta);
      const aheadMs = heard && heard !== 'damaged' ? heard.aheadMs : 0;
      saveLastLook(context, {
        serverKey: key,
        reached: !isUnsettled(store.meta, 'disclosures'),
        notice: notice ?? last.notice,
        isFull: last.isFull ?? false,
        checkedAt: clock.now() + aheadMs,
        origin: head.origin,
        size: head.size,
        ...witnessed(context, key, about, head, options.demandsWitness(), before.unwitnessed),
      });
      return followed;
    } catch (error) {
      if (closed) throw error;
      saveLastLook(context, { ...(loadLastLook(context, key) ?? before), reached: false });
      throw error;
    } finally {
      if (!closed) carrying.changed();
    }
  };

  const provingBy = ({ log, head }: Pick<Followed, 'log' | 'head'>): Proving => {
    const named = new Map<number, ReturnType<typeof namedSince>>();
    const namedOf = (epoch: number): ReturnType<typeof namedSince> => {
      const known = named.get(epoch) ?? namedSince(epoch, head, log, reader);
      named.set(epoch, known);
      return known;
    };
    return {
      head,
      reader,
      former: async (epoch, index) => {
        const start = epoch < head.epoch ? await namedOf(epoch) : null;
        if (!start || index >= start.size) return null;
        const seen = seenHeads(context, log).find((one) => one.epoch === epoch);
        if (seen && index < seen.size) return seen;
        const { size, root } = start;
        return root && { epoch, size, root };
      },
    };
  };

  /** The newest pages, as far as there is anything new on them, and of the others one each time. */
  const lookAtShared = async (asking: Asking, proving: Proving | null): Promise<Taken[]> => {
    const pages = [await listing.take(asking, 0, proving)];
    const last = (): Taken | undefined => pages.at(-1);
    while (last()?.more && last()?.fresh && pages.length < mostPages)
      pages.push(await listing.take(asking, last()?.from ?? 0, proving));
    const from = last()?.from ?? 1;
    const next = revisitBefore > 1 && revisitBefore <= from ? revisitBefore : from;
    if (next > 1 && last()?.more) {
      pages.push(await listing.take(asking, next, proving));
      revisitBefore = last()?.from ?? 0;
    }
    return pages;
  };

  const noteFull = (key: string, pages: readonly Taken[]): void => {
    const last = loadLastLook(context, key);
    const isFull = pages.some((page) => page.isFull);
    if (last && (last.isFull ?? false) !== isFull) saveLastLook(context, { ...last, isFull });
  };
  const lookSoon = (waits: boolean): void => {
    stopTimer();
    again = waits ? again + 1 : 0;
    if (!waits || closed || again > mostAgain) return;
    stopTimer = clock.after(againMs, () => {
      if (!closed) options.alone(look).catch(() => undefined);
    });
  };

  const look = async (asking: Asking): Promise<void> => {
    let waits = false;
    try {
      const followed = await lookAtLog(asking);
      if (closed) return;
      const pages = await lookAtShared(asking, followed && provingBy(followed));
      noteFull(asking.serverKey, pages);
      waits = (pages[0]?.waits ?? false) || loadPending(store.meta, 'disclosures').length > 0;
    } catch (error) {
      if (closed) return;
      if (!isCodedError(error)) context.onUnexpected('disclosure log', error);
      else waits = isNotThereYet(error);
    }
    if (closed) return;
    lookSoon(waits);
    tell(true);
  };

  /** One page for the screen; with what is not under the checkpoint that was seen, the log is looked at first. */
  const takePage = async (asking: Asking, before: number): Promise<Taken> => {
    const log = knownIdentity(context, asking.serverKey);
    const head = log && seenHeads(context, log).at(-1);
    // After a restore the list lacks what the new epoch has to account for first.
    if (head && (await asking.api('describeLog', {})).epoch !== head.epoch) {
      const followed = await lookAtLog(asking);
      return listing.take(asking, before, followed && provingBy(followed));
    }
    const page = await listing.take(asking, before, log && head ? provingBy({ log, head }) : null);
    if (!page.waits) return page;
    const followed = await lookAtLog(asking).catch(() => null);
    return followed ? listing.take(asking, before, provingBy(followed)) : page;
  };

  const present = (): void => {
    if (!account.ready()) throw new CodedError('not_registered');
  };

  const unwitnessed = (key: string): readonly Evidence[] => {
    const alarm = state().alarm;
    if (alarm?.kind !== 'no_witness') return [];
    const log = knownIdentity(context, key);
    const head = log && seenHeads(context, log).at(-1);
    const { kind, foundAt, byContact } = alarm;
    const notes = head ? [head.note] : [];
    const found = 'no witness that must cosign the log has cosigned this note';
    return [{ kind, foundAt, byContact, serverKey: key, subject: kind, logKeys: [], notes, found }];
  };

  return {
    handlers: {
      list: async ({ before }) => {
        present();
        let page: Taken | null = null;
        try {
          page = await options.alone((asking) => takePage(asking, before));
        } catch (error) {
          if (!isCodedError(error) || store.disclosures.count() === 0) throw error;
        }
        const upTo = before === 0 ? Number.MAX_SAFE_INTEGER : before;
        const from = page?.from ?? store.disclosures.floor(upTo, limits.maxDisclosuresPerPage);
        const rows = store.disclosures.between(from, upTo);
        tell(false);
        return {
          items: toItems(context, rows),
          more: page?.more ?? store.disclosures.floor(from, 1) > 0,
          total: Math.max(page?.total ?? 0, store.disclosures.count()),
        };
      },
      log: async () => state(),
      check: async () => {
        if (account.ready())
          await options.syncNow().catch((error: unknown) => {
            if (!isCodedError(error)) throw error;
          });
        return state();
      },
      exportEvidence: async () => {
        const key = serverKey();
        const alarms = alarmsOf(context, key);
        return toEvidenceFile(alarms.length > 0 || key === null ? alarms : unwitnessed(key));
      },
      readRestored: async () => {
        const key = serverKey();
        const last = key === null ? null : loadLastLook(context, key);
        if (last) saveLastLook(context, { ...last, notice: null });
        return tell(false);
      },
    },
    look,
    checkpoint: () => {
      const key = serverKey();
      const log = key === null ? null : knownIdentity(context, key);
      return (log && seenHeads(context, log).at(-1)?.note) ?? null;
    },
    carrying,
    onHeard: () => {
      if (closed) return;
      tell(false);
      if (loadPending(store.meta, 'disclosures').length > 0)
        options.alone(look).catch(() => undefined);
    },
    forget: () => {
      store.disclosures.clear();
      savePending(store.meta, 'disclosures', []);
      saveLastLook(context, null);
    },
    close: () => {
      closed = true;
      stopTimer();
    },
  };
};
