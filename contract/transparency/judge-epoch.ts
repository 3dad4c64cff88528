import { parseCheckpoint, parseLogOrigin } from './checkpoint.ts';
import { type EpochStart, parseEpochStart } from './epoch.ts';
import { sameHash } from './hashing.ts';
import { parseNote, type VerifyEd25519 } from './note.ts';
import { checkNote } from './trust.ts';
import { createVerifierKey, type VerifierKey } from './verifier-key.ts';

export interface EpochQuestion {
  /** The signed note of the newest checkpoint that the asker has of the old epoch, with its cosignatures. */
  readonly seen: string;
  /** The log's key; that of any of its epochs. */
  readonly log: VerifierKey;
  /** Those that were known before the new epoch: who begins it can name others of its own. */
  readonly witnesses: readonly VerifierKey[];
  /** The new epoch's origin, and what its first entry commits to. */
  readonly origin: string;
  readonly start: string | null;
  readonly verify: VerifyEd25519;
}

export type EpochVerdict =
  /** A backup was put back, and the log before it was as the asker saw it: so say these witnesses, or (none) its own checkpoint is named. */
  | {
      readonly kind: 'restored';
      readonly named: EpochStart;
      readonly witnesses: readonly string[];
    }
  /** Says that a backup was put back. More is named than the asker saw, and nothing proves that it began with that. */
  | { readonly kind: 'unproved'; readonly named: EpochStart }
  /** There were epochs in between; the start of the one that followed the asker's is to be judged. */
  | { readonly kind: 'skipped'; readonly named: EpochStart }
  | { readonly kind: 'alarm'; readonly reason: EpochAlarm };

export type EpochAlarm =
  | 'no_start'
  | 'other_log'
  /** It names less than the asker saw. */
  | 'less'
  /** Another root for the size that the asker saw. */
  | 'other_root'
  /** A size without a root binds to nothing: anybody can name one. */
  | 'no_root';

const alarm = (reason: EpochAlarm): EpochVerdict => ({ kind: 'alarm', reason });

/** The names of witnesses that cosigned both notes, which proves that one began with the other. */
const witnessesOfBoth = (
  { log, witnesses, verify }: EpochQuestion,
  origin: string,
  notes: readonly [string, string],
): readonly string[] => {
  const policy = {
    log: createVerifierKey(origin, log.type, log.publicKey),
    witnesses,
    quorum: 1,
  };
  const [first = [], second = []] = notes.map((note) => {
    const checked = checkNote(note, policy, verify);
    return checked.kind === 'trusted' ? checked.cosigned.map(({ name }) => name) : [];
  });
  return first.filter((name) => second.includes(name));
};

/**
 * What somebody who has seen a checkpoint makes of an epoch that began after it. That the new log's first entry is
 * `epochEntry(start)` is for the caller to prove, with an inclusion proof under the new checkpoint. After `skipped` the caller
 * asks for the start of the epoch that is named, and so on back to its own; one that cannot be had is an alarm. Throws a
 * RangeError when `seen` holds no checkpoint.
 */
export const judgeEpoch = (question: EpochQuestion): EpochVerdict => {
  const own = parseCheckpoint(parseNote(question.seen)?.text ?? '');
  if (own === null) throw new RangeError('no checkpoint was seen');
  const named = parseEpochStart(question.start ?? '');
  if (named === null) return alarm('no_start');
  const [then, before, now] = [own.origin, named.origin, question.origin].map(parseLogOrigin);
  if (!then || !before || !now) return alarm('other_log');
  if (before.serverId !== then.serverId || now.serverId !== then.serverId)
    return alarm('other_log');
  if (before.log !== then.log || now.log !== then.log) return alarm('other_log');
  if (now.epoch <= before.epoch || before.epoch < then.epoch) return alarm('other_log');
  if (before.epoch > then.epoch) return { kind: 'skipped', named };
  if (named.size < own.size) return alarm('less');
  // Every log begins with the empty one.
  if (own.size === 0) return { kind: 'restored', named, witnesses: [] };
  if (named.root === null) return alarm('no_root');
  if (named.size === own.size)
    return sameHash(named.root, own.root)
      ? { kind: 'restored', named, witnesses: [] }
      : alarm('other_root');
  if (named.note === null) return { kind: 'unproved', named };
  const witnesses = witnessesOfBoth(question, own.origin, [question.seen, named.note]);
  return witnesses.length > 0
    ? { kind: 'restored', named, witnesses }
    : { kind: 'unproved', named };
};
