import { createHash } from 'node:crypto';
import { parseCheckpoint } from '../../../contract/transparency/checkpoint.ts';
import { parseNote } from '../../../contract/transparency/note.ts';
import { openLogKey } from '../../../server/modules/transparency/log-key.ts';
import { systemRandom } from '../../../server/platform/random.ts';

const isDisclosures = (path: string): boolean =>
  path.startsWith('/v1/log/') && path.endsWith('/checkpoint');

/** A lie for whoever stands between: another log of disclosures of the same length, signed by the log's own key, as only its operator can. */
export const forkOf =
  (dataFolder: string) =>
  (path: string, body: Buffer): Buffer => {
    const checkpoint = isDisclosures(path)
      ? parseCheckpoint(parseNote(body.toString('utf8'))?.text ?? '')
      : null;
    if (!checkpoint) return body;
    const { origin, size, root } = checkpoint;
    const other = new Uint8Array(createHash('sha256').update(root).digest());
    const key = openLogKey(dataFolder, systemRandom);
    return Buffer.from(key.signNote(origin, { size, root: other }), 'utf8');
  };

/** The rest of the lie: what the lied-to bring of their log does not get through. */
export const withoutCheckpoint = (_path: string, body: Buffer): Buffer => {
  const text = body.toString('utf8');
  if (!text.includes('"checkpoint"')) return body;
  return Buffer.from(JSON.stringify({ ...JSON.parse(text), checkpoint: null }), 'utf8');
};
