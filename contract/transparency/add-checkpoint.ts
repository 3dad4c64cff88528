import { fromBase64, toBase64 } from './base64.ts';
import { parseSize } from './checkpoint.ts';
import type { Hash } from './hashing.ts';

/** What a log asks of a witness (C2SP tlog-witness, "add-checkpoint"). */
export interface AddCheckpoint {
  /** The size that the witness cosigned last, as the log believes. */
  readonly oldSize: number;
  readonly proof: readonly Hash[];
  /** The whole signed note. */
  readonly note: string;
}

/** The content type of the size that comes with 409. */
export const logSizeType = 'text/x.tlog.size';

const maxProofLength = 63;

/** The body of the request (C2SP tlog-witness, add-checkpoint). */
export const formatAddCheckpoint = ({ oldSize, proof, note }: AddCheckpoint): string =>
  `old ${oldSize}\n${proof.map((hash) => `${toBase64(hash)}\n`).join('')}\n${note}`;

/** Reads a request's body; null for anything else. The note is not looked into. */
export const parseAddCheckpoint = (body: string): AddCheckpoint | null => {
  const split = body.indexOf('\n\n');
  if (split < 0) return null;
  const [first = '', ...lines] = body.slice(0, split).split('\n');
  const oldSize = first.startsWith('old ') ? parseSize(first.slice(4)) : null;
  if (oldSize === null || lines.length > maxProofLength) return null;
  const proof: Hash[] = [];
  for (const line of lines) {
    const hash = fromBase64(line);
    if (hash?.length !== 32) return null;
    proof.push(hash);
  }
  return { oldSize, proof, note: body.slice(split + 2) };
};
