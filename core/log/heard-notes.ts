import { isCodedError } from '../../contract/errors/coded-error.ts';
import type { LogName } from '../../contract/transparency/checkpoint.ts';
import type { Asking } from '../connection/asking.ts';
import type { Context } from '../context.ts';
import type { MetaRepository } from '../store/types/meta.ts';
import type { Finding } from './alarms.ts';
import { contradictionOf } from './compare.ts';
import { headOf, judgeSince } from './epochs.ts';
import { type Followed, type Following, follow, seenHeads } from './follow.ts';
import { type Head, isBehind, readHead } from './heads.ts';
import { loadKnownLog, witnessKeys } from './known-log.ts';
import { loadPending, type Pending, settledPending } from './pending.ts';

/** What a restore took with it can be proved by nobody: of an epoch before, no more is asked for after so many looks. */
const mostTries = 24;
/** Once is a hitch. */
const mostHitches = 1;

/** The server goes on showing its log, and not what would prove that a contact was shown the same. */
export const isUnsettled = (meta: MetaRepository, log: LogName): boolean =>
  loadPending(meta, log).some(({ tries }) => tries > mostHitches);

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
    } else
      alarm({
        kind,
        subject: `${mine.note}${theirs.note}`,
        notes: [mine.note, theirs.note],
        found: 'the log signed both notes, the first shown here and the second to a contact',
      });
  };

  const taken = loadPending(store.meta, name);
  const left: Pending[] = [];
  for (const pending of taken) {
    try {
      await settle(pending);
    } catch (error) {
      if (!isCodedError(error)) throw error;
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
  const followed = await follow(context, asking, following);
  if (!followed || loadPending(context.store.meta, following.log).length === 0) return followed;
  return settleHeard(context, asking, followed, following);
};
