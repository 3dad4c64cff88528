import { sameHash } from '../../contract/transparency/hashing.ts';
import {
  accountLabel,
  commitTo,
  firstLink,
  goneNonce,
  type KeyState,
  nextLink,
} from '../../contract/transparency/keys/entry.ts';
import { headEntry } from '../../contract/transparency/keys/head.ts';
import { provePath } from '../../contract/transparency/keys/map.ts';
import type { EndpointResponse } from '../../contract/wire/endpoint.ts';
import type { Endpoints } from '../../contract/wire/http.ts';
import { fromBase64 } from '../crypto/bytes.ts';
import { includes } from '../log/compare.ts';
import type { Head } from '../log/heads.ts';
import type { LogReader } from '../log/reader.ts';
import { toMapPath } from './told-path.ts';

export type KeyLookup = EndpointResponse<Endpoints['lookUpKeys']>;

/** What one version said: `untold` where only its commitment was given. */
export type SaidState = KeyState | 'untold';

/** What the map holds of an account, proved under a checkpoint that the log signed. */
export interface ProvedEntry {
  /** 0: it holds nothing. */
  readonly version: number;
  /** The version before the first of `states`. */
  readonly from: number;
  /** The chain at `from` and at each version behind it: one more than states. */
  readonly chains: readonly Uint8Array[];
  /** Of the versions behind `from`, in order. */
  readonly states: readonly SaidState[];
}

const stateOf = ({ commitment, opening }: KeyLookup['versions'][number]): SaidState | null => {
  const hash = fromBase64(commitment);
  if (opening === null) return sameHash(commitTo(null, goneNonce()), hash) ? null : 'untold';
  const { identityKey, devices, nonce } = opening;
  return sameHash(commitTo({ identityKey, devices }, fromBase64(nonce)), hash)
    ? { identityKey, devices }
    : 'untold';
};

/**
 * Proves what a server says of an account. Null when it proves nothing: it is not about the entry at this position, the newest under this head where none is named, or does not lead
 * to it. Nothing of that is signed, so it speaks against nobody. A version whose opening is kept back is `untold`. Rejects as the reader does.
 */
export const proveEntry = async (
  accountId: string,
  lookup: KeyLookup,
  head: Head,
  reader: LogReader,
  position = head.size - 1,
): Promise<ProvedEntry | null> => {
  const { epoch, time, path, from } = lookup;
  if (epoch !== head.epoch || position !== lookup.position) return null;
  const label = accountLabel(accountId);
  const proved = provePath(label, toMapPath(path));
  if (proved === null) return null;
  if (!(await includes(head, position, headEntry({ time, root: proved.root }), reader)))
    return null;
  const version = proved.leaf?.version ?? 0;
  const chains: Uint8Array[] = [fromBase64(lookup.chain)];
  for (const { commitment } of lookup.versions)
    chains.push(nextLink(chains.at(-1) ?? firstLink(label), fromBase64(commitment)));
  const [first, last] = [chains[0], chains.at(-1)];
  if (!first || !last || from + lookup.versions.length !== version) return null;
  if (!sameHash(last, proved.leaf?.chain ?? firstLink(label))) return null;
  if (from === 0 && !sameHash(first, firstLink(label))) return null;
  return { version, from, chains, states: lookup.versions.map(stateOf) };
};
