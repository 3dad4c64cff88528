import { CodedError } from '../../contract/errors/coded-error.ts';
import { type LogName, parseLogOrigin } from '../../contract/transparency/checkpoint.ts';
import { sameHash } from '../../contract/transparency/hashing.ts';
import { parseNote } from '../../contract/transparency/note.ts';
import type { Asking } from '../connection/asking.ts';
import type { Context } from '../context.ts';
import type { Finding, raise } from './alarms.ts';
import { type Contradiction, contradictionOf } from './compare.ts';
import { headOf, type Judged, judgeSince } from './epochs.ts';
import { type Head, isBehind, type LogIdentity, readHead } from './heads.ts';
import {
  type About,
  identityOf,
  type KnownLog,
  loadKnownLog,
  mergeWitnesses,
  saveKnownLog,
  witnessKeys,
} from './known-log.ts';
import type { LogReader } from './reader.ts';

/** What a look at the log came to. */
export interface Followed {
  readonly log: LogIdentity;
  readonly about: About;
  /** The newest that held. */
  readonly head: Head;
  /** A new epoch began since the last look. */
  readonly notice: 'restored' | 'unproved' | null;
}

/** Hands the server a note that it must account for. */
export type Present = (note: string) => Promise<void>;

/** Which log is looked at, and how. */
export interface Following {
  readonly log: LogName;
  readonly reader: LogReader;
  readonly present: Present;
  /** Keeps what was found against it. */
  readonly raise: typeof raise;
  /** A new epoch that claims more than was seen, which nothing proves, is one that accounts for nothing; else a notice. */
  readonly mustBeProved?: boolean;
}

/** The log's identity as it is known here; null before the first look. One key signs every log of a server. */
export const knownIdentity = (
  context: Pick<Context, 'store'>,
  serverKey: string,
  log: LogName = 'disclosures',
): LogIdentity | null => {
  const known = loadKnownLog(context.store.meta, serverKey);
  const identity = known && identityOf(known, serverKey);
  return identity && { ...identity, log };
};

/** What was seen of this log, the newest epoch last; a kept note that reads no more is none. */
export const seenHeads = ({ store }: Pick<Context, 'store'>, log: LogIdentity): readonly Head[] =>
  store.logNotes
    .notes()
    .flatMap(({ note }) => readHead(note, log) ?? [])
    .sort((one, other) => one.epoch - other.epoch);

/** An epoch begins when a backup is put back: whoever begins more than that fills nobody's disk. */
const mostEpochs = 64;

/** Keeps a head that held; of one size the note with more cosignatures. The oldest epochs beyond some go. */
const keepHead = (
  { store, clock }: Pick<Context, 'store' | 'clock'>,
  log: LogIdentity,
  head: Head,
): void => {
  const signatures = (note: string): number => parseNote(note)?.signatures.length ?? 0;
  const kept = store.logNotes.notes().find(({ origin }) => origin === head.origin);
  if (kept && kept.size > head.size) return;
  if (kept?.size === head.size && signatures(kept.note) >= signatures(head.note)) return;
  const { origin, size, note } = head;
  store.logNotes.keepNote({ origin, size, note, seenAt: clock.now() });
  if (kept) return;
  const before = seenHeads({ store }, log).slice(0, -mostEpochs);
  store.logNotes.forgetNotes(before.map((one) => one.origin));
};

/** Notes of this server's log that were kept and do not bear its signature now. */
const otherNotes = (context: Pick<Context, 'store'>, log: LogIdentity): string[] =>
  context.store.logNotes
    .notes()
    .filter(({ origin }) => {
      const named = parseLogOrigin(origin);
      return named?.serverId === log.serverId && named.log === log.log;
    })
    .filter(({ note }) => readHead(note, log) === null)
    .map(({ note }) => note);

const statesKey = (about: About, serverKey: string, name: LogName) => {
  const identity = identityOf(about, serverKey);
  // Whoever answered did not speak for the pinned server.
  if (!identity || identity.epoch !== about.epoch || identity.log !== name)
    throw new CodedError('server_not_bisik');
  return identity;
};

/** What a head that is shown contradicts of one that was seen; null for a later epoch, which is to be judged. Rejects as the reader does. */
const heldAgainst = async (
  seen: Head,
  shown: Head,
  reader: LogReader,
): Promise<'shorter' | Contradiction | null> => {
  if (isBehind(shown, seen)) return 'shorter';
  return seen.epoch === shown.epoch ? contradictionOf(seen, shown, reader) : null;
};

/**
 * Looks at the log and holds it against all that was seen of it; what contradicts that is an alarm, kept. Gives null then, or when the log
 * has another key. Rejects when it could not be looked at, and `unavailable` when it has no checkpoint yet.
 */
export const follow = async (
  context: Context,
  { api, serverKey }: Pick<Asking, 'api' | 'serverKey'>,
  { log: name, reader, present, raise: keep, mustBeProved = false }: Following,
): Promise<Followed | null> => {
  const { store } = context;
  const known = loadKnownLog(store.meta, serverKey);
  const describe = (): Promise<About> =>
    name === 'keys' ? api('describeKeyLog', {}) : api('describeLog', {});
  let about = await describe();
  let log = statesKey(about, serverKey, name);
  const alarm = (finding: Omit<Finding, 'byContact'>): null => {
    keep(context, serverKey, [known, about], { ...finding, byContact: false });
    return null;
  };

  const former = known && identityOf(known, serverKey);
  const others = otherNotes(context, log);
  if ((former && !sameHash(former.publicKey, log.publicKey)) || others.length > 0)
    return alarm({
      kind: 'other_key',
      subject: about.verifierKey,
      notes: others,
      found:
        'the server signed two keys for one log, or notes that were kept are not by the key it names now',
    });
  const remember = (witnesses: KnownLog['witnesses']): void =>
    saveKnownLog(store.meta, {
      serverKey,
      verifierKey: known?.verifierKey ?? about.verifierKey,
      signature: known?.signature ?? about.signature,
      witnesses,
      demanded: known?.demanded ?? [],
    });
  // The key is pinned even when nothing can be read yet.
  if (!known) remember(about.witnesses);

  const seen = seenHeads(context, log).at(-1);
  let shown = await headOf(reader, log, about.epoch);
  let against = seen ? await heldAgainst(seen, shown, reader) : null;
  if (seen && against) {
    // A backup may have been put back: an honest server begins a new epoch as soon as it is shown that there was something else.
    await present(seen.note);
    about = await describe();
    log = statesKey(about, serverKey, name);
    shown = await headOf(reader, log, about.epoch);
    against = await heldAgainst(seen, shown, reader);
  }
  if (seen && against)
    return alarm({
      kind: against,
      subject: against === 'shorter' ? seen.origin : `${seen.note}${shown.note}`,
      notes: [seen.note, shown.note],
      found:
        against === 'shorter'
          ? 'the log signed less than it had signed before, and was shown that'
          : 'the log signed both notes, the second does not continue the first, and it was shown that',
    });

  if (!seen || seen.epoch === shown.epoch) {
    keepHead(context, log, shown);
    remember(mergeWitnesses(known?.witnesses ?? [], about.witnesses));
    return { log, about, head: shown, notice: null };
  }

  // Begun, but with nothing to be seen yet.
  if (shown.size === 0) throw new CodedError('unavailable');
  const witnesses = witnessKeys(known?.witnesses ?? []);
  const { verdict, start }: Judged = await judgeSince(seen, shown, log, witnesses, reader);
  const isUnproved = mustBeProved && verdict.kind === 'unproved';
  const reason = verdict.kind === 'alarm' ? verdict.reason : isUnproved ? verdict.kind : null;
  if (reason !== null)
    alarm({
      kind: 'epoch_unexplained',
      subject: shown.origin,
      notes: [seen.note, shown.note],
      start,
      found: `a new epoch began that does not account for the one before: ${reason}`,
    });
  // What is said of the new epoch from now on is held against this.
  keepHead(context, log, shown);
  remember(mergeWitnesses(known?.witnesses ?? [], about.witnesses));
  return { log, about, head: shown, notice: verdict.kind === 'alarm' ? null : verdict.kind };
};
