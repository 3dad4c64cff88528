import { type Hash, sameHash } from '../../../contract/transparency/hashing.ts';
import { headEntry } from '../../../contract/transparency/keys/head.ts';
import {
  labelKeyLabel,
  labelKeyLeaf,
  ownerLeaf,
  toLabel,
} from '../../../contract/transparency/keys/label.ts';
import { provePath } from '../../../contract/transparency/keys/map.ts';
import type { EndpointResponse } from '../../../contract/wire/endpoint.ts';
import type { Endpoints } from '../../../contract/wire/http.ts';
import { fromBase64 } from '../../crypto/bytes.ts';
import { inclusionUnder } from '../../log/compare.ts';
import type { Head } from '../../log/heads.ts';
import type { LogReader } from '../../log/reader.ts';
import { toMapPath } from '../told-path.ts';

export type LabelLookup = EndpointResponse<Endpoints['lookUpLabel']>;

/** Whose a label is at one head, proved under a checkpoint that the log signed. */
export interface ProvedLabel {
  /** Of the head, and the hashes that prove it to stand there. */
  readonly position: number;
  readonly inclusion: readonly Hash[];
  /** What its leaf says; null: the label is nobody's. */
  readonly chain: Uint8Array | null;
  /** The account that the leaf commits to; null, too, where that is kept back. */
  readonly accountId: string | null;
}

/** What a label is made of, which opens it, and by which key of the server. Of what is handed on it is no part. */
export interface MadeLabel {
  readonly secret: Uint8Array;
  readonly labelKey: Uint8Array;
}

/**
 * Proves what a server says of a label. Null when it proves nothing: it does not lead to the head at this position, or that does not
 * commit to the key by which the label was made. Nothing of that is signed, so it speaks against nobody. Rejects as the reader does.
 */
export const proveLabel = async (
  { secret, labelKey }: MadeLabel,
  { time, path, keyPath, opening }: LabelLookup,
  head: Head,
  reader: LogReader,
  position: number,
): Promise<ProvedLabel | null> => {
  const label = toLabel(secret);
  const proved = provePath(label, toMapPath(path));
  const key = provePath(labelKeyLabel(), {
    siblings: keyPath.map(fromBase64),
    end: labelKeyLeaf(labelKey),
  });
  if (proved === null || key === null || !sameHash(proved.root, key.root)) return null;
  const entry = headEntry({ time, root: proved.root });
  const inclusion = await inclusionUnder(head, position, entry, reader);
  if (inclusion === null) return null;
  const at = { position, inclusion };
  const { leaf } = proved;
  if (leaf === null) return { ...at, chain: null, accountId: null };
  const opened = opening && ownerLeaf(label, opening.accountId, fromBase64(opening.nonce));
  const isOpen = opened !== null && leaf.version === 1 && sameHash(opened.chain, leaf.chain);
  return { ...at, chain: leaf.chain, accountId: opening && isOpen ? opening.accountId : null };
};
