import { isCodedError } from '../../contract/errors/coded-error.ts';
import type { LogName } from '../../contract/transparency/checkpoint.ts';
import { sameHash } from '../../contract/transparency/hashing.ts';
import type { Asking } from '../connection/asking.ts';
import type { Context } from '../context.ts';
import type { MetaRepository } from '../store/types/meta.ts';
import type { Finding } from './alarms.ts';
import { type Contradiction, contradictionOf } from './compare.ts';
import { headOf, judgeSince } from './epochs.ts';
import { type Followed, type Following, follow, knownIdentity, seenHeads } from './follow.ts';
import { type Head, isBehind, readHead } from './heads.ts';
import { loadKnownLog, witnessKeys } from './known-log.ts';
import { loadPending, type Pending, savePending, settledPending } from './pending.ts';
import { cosignersOf } from './witnessed.ts';

/** What a restore took with it can be proved by nobody: of an epoch before, no more is asked for after so many looks. */
const mostTries = 24;
/** Once is a hitch. */
const mostHitches = 1;
/** Whoever signed two roots and is shown them accounts for it in less; who cannot be asked about it for longer is not waited for. */
const mostUnanswered = 5;

/** The server goes on showing its log, and not what would prove that a contact was shown the same. */
export const isUnsettled = (meta: MetaRepository, log: LogName): boolean =>
  loadPending(meta, log).some(({ tries }) => tries > mostHitches);

const bothSigned = (
  kind: Contradiction,
  mine: Head,
  theirs: Head,
): Pick<Finding, 'kind' | 'subject' | 'notes' | 'found'> => ({
  kind,
  subject: `${mine.note}${theirs.note}`,
  notes: [mine.note, theirs.note],
  found: 'the log signed both notes, the first shown here and the second to a contact',
});

/** Two roots for one size stand by themselves: who cannot be shown them, or to whom nothing can be asked then, is not waited for longer. */
const isOverdue = (
  context: Context,
  { serverKey }: Asking,
  { log: name, raise }: Following,
  { from, note, clashes, tries }: Pending,
): boolean => {
  if (!clashes || tries + 1 < mostUnanswered) return false;
  const log = knownIdentity(context, serverKey, name);
  const theirs = log && readHead(note, log);
  const mine = theirs && seenHeads(context, log).find(({ epoch }) => epoch === theirs.epoch);
  if (!mine || mine.size !== theirs.size || sameHash(mine.root, theirs.root)) return false;
  raise(context, serverKey, [loadKnownLog(context.store.meta, serverKey)], {
    ...bothSigned('two_roots', mine, theirs),
    byContact: true,
    contact: from,
  });
  return true;
};

/** The log could not be looked at: what waits to be shown to it counts that. */
const countUnanswered = (context: Context, asking: Asking, following: Following): void => {
  const { meta } = context.store;
  const pending = loadPending(meta, following.log);
  if (!pending.some(({ clashes }) => clashes)) return;
  const left = pending
    .filter((one) => !isOverdue(context, asking, following, one))
    .map((one) => (one.clashes ? { ...one, tries: one.tries + 1 } : one));
  savePending(meta, following.log, left);
};

/** Holds what contacts brought against the log as it is here. Gives how the log stands in the end. */
const settleHeard = async (
  context: Context,
  asking: Asking,
  followed: Followed,
  following: Following,
): Promise<Followed> => {
  const { store } = context;
  const { serverKey } = asking;
  const { log: name, reader, raise } = following;
  let current = followed;
  const known = loadKnownLog(store.meta, serverKey);
  let from = '';
  const alarm = (finding: Omit<Finding, 'byContact'>): void =>
    raise(context, serverKey, [known], { ...finding, byContact: true, contact: from });

  const mineOf = async (epoch: number): Promise<Head> => {
    if (epoch === current.head.epoch) return current.head;
    const seen = seenHeads(context, current.log).find((head) => head.epoch === epoch);
    return seen ?? headOf(reader, current.log, epoch);
  };

  /** The log began anew since: each epoch must say which it took the place of, back to what a contact saw. */
  const isAccountedFor = async (theirs: Head): Promise<boolean> => {
    const witnesses = witnessKeys(known?.witnesses ?? []);
    const { head, log } = current;
    const { verdict, start } = await judgeSince(theirs, head, log, witnesses, reader);
    if (verdict.kind !== 'alarm') return true;
    alarm({
      kind: 'epoch_unexplained',
      subject: head.origin,
      notes: [theirs.note, head.note],
      start,
      found: `a new epoch does not account for what a contact saw: ${verdict.reason}`,
    });
    return false;
  };

  /** The server shows less than a contact has seen: it is told of that, and must account for it. */
  const catchUp = async (theirs: Head): Promise<boolean> => {
    await following.present(theirs.note);
    const again = await follow(context, asking, following);
    if (!again) return false;
    current = again;
    if (!isBehind(current.head, theirs)) return true;
    alarm({
      kind: 'shorter',
      subject: theirs.origin,
      notes: [theirs.note, current.head.note],
      found: 'a contact was shown more of the log than is shown here, and the server was told so',
    });
    return false;
  };

  /**
   * Whether an honest server came to sign what contradicts: its backup was put back, and it went on from there before anybody showed it that
   * there was more. It is shown that now; an honest one begins an epoch that says so, which is judged like every other. With a witness it would have
   * signed nothing before that one had said what is missing.
   */
  const isOfRestore = async (mine: Head, theirs: Head): Promise<boolean> => {
    const cosigners = cosignersOf(known?.witnesses ?? [], mine);
    if (cosigners.some(({ cosignedAt }) => cosignedAt !== null)) return false;
    if (theirs.epoch === current.head.epoch) {
      await following.present(theirs.note);
      const again = await follow(context, asking, following);
      if (!again) return false;
      current = again;
      if (current.head.epoch === theirs.epoch) return false;
      if (!(await isAccountedFor(theirs))) return true;
    }
    alarm({
      kind: 'epoch_unexplained',
      subject: current.head.origin,
      notes: [mine.note, theirs.note, current.head.note],
      found:
        'an epoch says that a backup was put back; of the one before, the log had signed what was shown here and, to a contact, what contradicts it',
    });
    return true;
  };

  /** What is asked for now may have gone with a restore. */
  let mayBeLost = false;
  const settle = async ({ note, ...pending }: Pending): Promise<void> => {
    from = pending.from;
    mayBeLost = false;
    const theirs = readHead(note, current.log);
    if (!theirs) return;
    if (isBehind(current.head, theirs) && !(await catchUp(theirs))) return;
    const isFormer = theirs.epoch < current.head.epoch;
    if (isFormer && !(await isAccountedFor(theirs))) return;
    mayBeLost = isFormer;
    const mine = await mineOf(theirs.epoch);
    if (isFormer && theirs.size > mine.size) return;
    const kind = await contradictionOf(mine, theirs, reader);
    if (kind === null) {
      if (from !== asking.account.accountId) store.logNotes.agreed(from, name);
    } else if (!(await isOfRestore(mine, theirs))) alarm(bothSigned(kind, mine, theirs));
  };

  const taken = loadPending(store.meta, name);
  const left: Pending[] = [];
  for (const pending of taken) {
    try {
      await settle(pending);
    } catch (error) {
      if (!isCodedError(error)) throw error;
      if (isOverdue(context, asking, following, pending)) continue;
      if (pending.tries < mostTries || !mayBeLost)
        left.push({ ...pending, tries: pending.tries + 1 });
    }
  }
  settledPending(store.meta, name, taken, left);
  return current;
};

/**
 * Looks at the log and holds it against all that was seen of it, here and by contacts; what of theirs cannot be settled now waits, and not
 * for ever. Gives and rejects as `follow`.
 */
export const followWithHeard = async (
  context: Context,
  asking: Asking,
  following: Following,
): Promise<Followed | null> => {
  const followed = await follow(context, asking, following).catch((error: unknown) => {
    if (isCodedError(error)) countUnanswered(context, asking, following);
    throw error;
  });
  if (!followed || loadPending(context.store.meta, following.log).length === 0) return followed;
  return settleHeard(context, asking, followed, following);
};
