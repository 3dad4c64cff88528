import { type Checkpoint, parseCheckpoint } from './checkpoint.ts';
import { cosignedAt } from './cosignature.ts';
import { isSignedBy, type Note, parseNote, type VerifyEd25519 } from './note.ts';
import type { VerifierKey } from './verifier-key.ts';

/** Whose signatures make a checkpoint one to believe: the log's, and those of so many of the witnesses. */
export interface TrustPolicy {
  readonly log: VerifierKey;
  readonly witnesses: readonly VerifierKey[];
  readonly quorum: number;
}

export type CheckedNote =
  | { readonly kind: 'malformed' | 'other_origin' | 'not_signed' }
  | {
      readonly kind: 'trusted' | 'too_few_witnesses';
      readonly note: Note;
      readonly checkpoint: Checkpoint;
      /** Names of the witnesses, with the second after 1970 at which each cosigned. */
      readonly cosigned: readonly { readonly name: string; readonly seconds: number }[];
    };

/** Reads and verifies a checkpoint's note. The log's key bears the origin's name; two keys of one witness count once. */
export const checkNote = (
  text: string,
  policy: TrustPolicy,
  verify: VerifyEd25519,
): CheckedNote => {
  const note = parseNote(text);
  const checkpoint = note && parseCheckpoint(note.text);
  if (note === null || checkpoint === null) return { kind: 'malformed' };
  if (checkpoint.origin !== policy.log.name) return { kind: 'other_origin' };
  if (!isSignedBy(note, policy.log, verify)) return { kind: 'not_signed' };
  const cosigned = new Map<string, number>();
  for (const key of policy.witnesses) {
    const seconds = cosignedAt(note, key, verify);
    if (seconds !== null) cosigned.set(key.name, seconds);
  }
  return {
    kind: cosigned.size >= policy.quorum ? 'trusted' : 'too_few_witnesses',
    note,
    checkpoint,
    cosigned: [...cosigned].map(([name, seconds]) => ({ name, seconds })),
  };
};
