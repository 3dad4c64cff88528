import { isCodedError } from '../../../contract/errors/coded-error.ts';
import type { Context } from '../../context.ts';
import type { MetaRepository } from '../../store/types/meta.ts';
import type { Asking } from '../pull.ts';
import { type Finding, raise } from './alarms.ts';
import { contradictionOf } from './compare.ts';
import { headOf, judgeSince } from './epochs.ts';
import { type Followed, seenHeads } from './follow.ts';
import { type Head, isBehind, readHead } from './heads.ts';
import { loadKnownLog, witnessKeys } from './known-log.ts';
import { loadPending, type Pending, savePending } from './pending.ts';
import type { LogReader } from './reader.ts';

/** What a restore took with it can be proved by nobody: of an epoch before, no more is asked for after so many looks. */
const mostTries = 24;
/** Once is a hitch. */
const mostHitches = 1;

/** The server goes on showing its log, and not what would prove that a contact was shown the same. */
export const isUnsettled = (meta: MetaRepository): boolean =>
  loadPending(meta).some(({ tries }) => tries > mostHitches);

export interface HeardOptions {
  readonly reader: LogReader;
  /** Hands the server a note that it must account for, and looks at the log again. */
  readonly presentAndFollow: (note: string) => Promise<Followed | null>;
}

/**
 * Holds what contacts brought against the log as it is here. What cannot be settled now waits, and not for ever. Gives how the log stands
 * in the end.
 */
export const settleHeard = async (
  context: Context,
  { serverKey }: Pick<Asking, 'serverKey'>,
  followed: Followed,
  { reader, presentAndFollow }: HeardOptions,
): Promise<Followed> => {
  const { store } = context;
  let current = followed;
  const known = loadKnownLog(store.meta, serverKey);
  const alarm = (finding: Omit<Finding, 'byContact'>): void =>
    raise(context, serverKey, [known], { ...finding, byContact: true });

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
    const again = await presentAndFollow(theirs.note);
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
  const settle = async ({ from, note }: Pending): Promise<void> => {
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
    if (kind === null) store.logNotes.agreed(from);
    else
      alarm({
        kind,
        subject: `${mine.note}${theirs.note}`,
        notes: [mine.note, theirs.note],
        found: 'the log signed both notes, the first shown here and the second to a contact',
      });
  };

  const taken = loadPending(store.meta);
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
  // What came meanwhile waits for the next look, in place of what the same contact brought before.
  const came = loadPending(store.meta).filter(
    ({ from, note }) => !taken.some((one) => one.from === from && one.note === note),
  );
  const kept = left.filter(({ from }) => !came.some((one) => one.from === from));
  savePending(store.meta, [...kept, ...came]);
  return current;
};
