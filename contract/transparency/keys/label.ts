import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes, utf8ToBytes } from '../../utf8.ts';
import { type Hash, hashLength } from '../hashing.ts';
import { firstLink, nextLink, nonceLength } from './entry.ts';
import type { MapLeaf } from './map.ts';

/** By what somebody can be found: a number in E.164, or a whole username. */
export const labelKinds = ['number', 'username'] as const;
export type LabelKind = (typeof labelKinds)[number];

/** What the oblivious function is asked about. */
export const labelInput = (kind: LabelKind, value: string): Uint8Array<ArrayBuffer> =>
  utf8ToBytes(`bisik-label-v1\n${kind}\n${value}`);

/**
 * What the label of a number or username is made of, by the function's output for it. The server opens a label to whoever has this: a label
 * alone is in paths that prove something else.
 */
export const labelSecret = (kind: LabelKind, output: Uint8Array): Hash =>
  sha256(concatBytes(utf8ToBytes(`bisik-key-label-secret-v1\n${kind}\n`), output));

/**
 * Where a number or username stands in the map: who has not asked the server about this very value cannot tell whose label it is, however
 * few values there are. Throws a RangeError for a secret of another length, which keeps this apart from labels of accounts.
 */
export const toLabel = (secret: Uint8Array): Hash => {
  if (secret.length !== hashLength) throw new RangeError('not a secret of a label');
  return sha256(concatBytes(utf8ToBytes('bisik-key-label-v1\n'), secret));
};

/** SHA-256 over a nonce and the account that is found by a label. Throws a RangeError for a nonce of another length. */
export const commitToOwner = (accountId: string, nonce: Uint8Array): Hash => {
  if (nonce.length !== nonceLength) throw new RangeError('not a nonce');
  return sha256(concatBytes(utf8ToBytes('bisik-key-owner-v1\n'), nonce, utf8ToBytes(accountId)));
};

const leafOf = (label: Hash, commitment: Hash): MapLeaf => ({
  label,
  version: 1,
  chain: nextLink(firstLink(label), commitment),
});

/** The leaf of a number or username, of one version always: how often it changed hands is nobody's business. */
export const ownerLeaf = (label: Hash, accountId: string, nonce: Uint8Array): MapLeaf =>
  leafOf(label, commitToOwner(accountId, nonce));

/** Where the map commits to the key by which all other labels are made; there is one in each map. */
export const labelKeyLabel = (): Hash => sha256(utf8ToBytes('bisik-key-label-v1\nlabel-key\n'));

/** The leaf that commits to this public key. */
export const labelKeyLeaf = (publicKey: Uint8Array): MapLeaf =>
  leafOf(labelKeyLabel(), sha256(concatBytes(utf8ToBytes('bisik-key-label-key-v1\n'), publicKey)));
