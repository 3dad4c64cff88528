import { createHash } from 'node:crypto';
import { parseCheckpoint } from '../../../contract/transparency/checkpoint.ts';
import { parseNote } from '../../../contract/transparency/note.ts';
import { openLogKey } from '../../../server/modules/transparency/log-key.ts';
import { systemRandom } from '../../../server/platform/random.ts';

/** Another log of the same length, signed by the log's own key: what only its operator can do. Other text stays as it is. */
export const forkedNote = (dataFolder: string, text: string): string => {
  const checkpoint = parseCheckpoint(parseNote(text)?.text ?? '');
  if (!checkpoint) return text;
  const { origin, size, root } = checkpoint;
  const other = new Uint8Array(createHash('sha256').update(root).digest());
  return openLogKey(dataFolder, systemRandom).signNote(origin, { size, root: other });
};
