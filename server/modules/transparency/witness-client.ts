import { formatAddCheckpoint, logSizeType } from '../../../contract/transparency/add-checkpoint.ts';
import { parseSize } from '../../../contract/transparency/checkpoint.ts';
import { cosignedAt } from '../../../contract/transparency/cosignature.ts';
import type { Hash } from '../../../contract/transparency/hashing.ts';
import { formatNote, parseNote, parseSignatureLine } from '../../../contract/transparency/note.ts';
import {
  parseVerifierKey,
  signatureTypes,
  type VerifierKey,
} from '../../../contract/transparency/verifier-key.ts';
import { verifyEd25519 } from '../../platform/ed25519.ts';

export interface Witness {
  readonly url: string;
  readonly key: VerifierKey;
  /** Who runs it, in words for a person. */
  readonly operator: string;
}

/** Reads `URL verifier-key who runs it`, several of them apart by `;`. Throws, in words for the operator. */
export const parseWitnesses = (text: string): readonly Witness[] =>
  text
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const [url = '', keyText = '', ...operator] = part.split(/\s+/);
      const key = parseVerifierKey(keyText);
      if (!/^https?:\/\/\S+$/.test(url) || key?.type !== signatureTypes.cosignature)
        throw new Error('BISIK_WITNESSES: each is an address, a verifier key and who runs it.');
      return { url: url.replace(/\/$/, ''), key, operator: operator.join(' ') || key.name };
    });

export type WitnessAnswer =
  | { readonly kind: 'cosigned'; readonly line: string }
  /** It knows another size than the one it was told. */
  | { readonly kind: 'other_size'; readonly size: number }
  | { readonly kind: 'refused'; readonly status: number }
  | { readonly kind: 'unreachable' };

const maxAnswerBytes = 8_192;

/** The beginning of an answer; of one that goes on and on no more is taken. */
const readStart = async (response: Response): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= maxAnswerBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, maxAnswerBytes).toString();
};

/** Asks for a cosignature (C2SP tlog-witness, "add-checkpoint"). Never rejects; an answer that does not verify is none. */
export const askWitness = async (
  send: typeof fetch,
  witness: Witness,
  note: string,
  oldSize: number,
  proof: readonly Hash[],
): Promise<WitnessAnswer> => {
  try {
    const response = await send(`${witness.url}/add-checkpoint`, {
      method: 'POST',
      body: formatAddCheckpoint({ oldSize, proof, note }),
      signal: AbortSignal.timeout(10_000),
      redirect: 'error',
    });
    const body = await readStart(response);
    if (response.status === 409 && response.headers.get('content-type') === logSizeType) {
      const size = parseSize(body.replace(/\n$/, ''));
      if (size !== null) return { kind: 'other_size', size };
    }
    if (response.status !== 200) return { kind: 'refused', status: response.status };
    const asked = parseNote(note);
    for (const line of body.split('\n')) {
      const signature = parseSignatureLine(line);
      if (asked === null || signature?.keyId !== witness.key.id) continue;
      const cosigned = parseNote(formatNote({ text: asked.text, signatures: [signature] }));
      if (cosigned && cosignedAt(cosigned, witness.key, verifyEd25519) !== null)
        return { kind: 'cosigned', line };
    }
    return { kind: 'refused', status: 200 };
  } catch {
    return { kind: 'unreachable' };
  }
};

/**
 * The newest note that a witness says it cosigned; null for none, and from a witness that shows none (reading is no part of
 * C2SP tlog-witness). Never rejects; nothing is verified.
 */
export const askLatest = async (
  send: typeof fetch,
  witness: Witness,
  origin: string,
): Promise<string | null> => {
  try {
    const response = await send(`${witness.url}/checkpoint?origin=${encodeURIComponent(origin)}`, {
      signal: AbortSignal.timeout(10_000),
      redirect: 'error',
    });
    const note = await readStart(response);
    return response.status === 200 ? note : null;
  } catch {
    return null;
  }
};
