import { parseCheckpoint } from '../../../contract/transparency/checkpoint.ts';
import type { EpochStart } from '../../../contract/transparency/epoch.ts';
import { formatNote, parseNote, signaturesBy } from '../../../contract/transparency/note.ts';
import { checkNote } from '../../../contract/transparency/trust.ts';
import { verifyEd25519 } from '../../platform/ed25519.ts';
import type { LogKey } from './log-key.ts';
import type { Witness } from './witness-client.ts';

export type ShownCheckpoint = EpochStart & { readonly root: Uint8Array };

/**
 * What a note says that somebody shows: null unless this log's key signed it. Of its signatures those are kept that verify:
 * the log's, and the cosignatures of the named witnesses; without one of these there is no note.
 */
export const readShown = (
  text: string,
  key: LogKey,
  witnesses: readonly Witness[],
): ShownCheckpoint | null => {
  const named = parseCheckpoint(parseNote(text)?.text ?? '');
  if (named === null) return null;
  const log = key.verifierKey(named.origin);
  const keys = witnesses.map((witness) => witness.key);
  const checked = checkNote(text, { log, witnesses: keys, quorum: 1 }, verifyEd25519);
  if (checked.kind !== 'trusted' && checked.kind !== 'too_few_witnesses') return null;
  const { origin, size, root } = checked.checkpoint;
  if (checked.kind === 'too_few_witnesses') return { origin, size, root, note: null };
  const names = checked.cosigned.map(({ name }) => name);
  const kept = [log, ...keys.filter(({ name }) => names.includes(name))];
  const signatures = kept.flatMap((by) => signaturesBy(checked.note, by));
  return { origin, size, root, note: formatNote({ text: checked.note.text, signatures }) };
};
