import { sha256 } from '@noble/hashes/sha2.js';
import { CodedError } from '../../contract/errors/coded-error.ts';
import { serverProofBytes } from '../../contract/wire/http.ts';
import { fromBase64, toBase64Url } from '../crypto/bytes.ts';
import { verifySignature } from '../crypto/signing.ts';
import type { Network, Random } from '../platform/types.ts';
import { createApi } from './api.ts';

/** SHA-256 of a public key as six groups of five digits, each 5 bytes modulo 100,000, for a person to compare. */
export const keyFingerprint = (publicKey: string): string => {
  const digest = sha256(fromBase64(publicKey));
  const groups: string[] = [];
  for (let group = 0; group < 6; group++) {
    let value = 0;
    for (const byte of digest.subarray(group * 5, group * 5 + 5)) value = value * 256 + byte;
    groups.push(String(value % 100_000).padStart(5, '0'));
  }
  return groups.join(' ');
};

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whether an address is one of this computer; false for what is none. */
export const isOnThisComputer = (url: string): boolean => {
  try {
    return loopback.has(new URL(url).hostname);
  } catch {
    return false;
  }
};

/**
 * The address that a person typed as a base URL without a slash at the end. `https` is put before a bare host name; plain
 * `http` is taken for this computer only. Throws `server_address_invalid` for anything else.
 */
export const parseServerUrl = (text: string): string => {
  const trimmed = text.trim();
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`;
  let url: URL;
  try {
    url = new URL(withScheme);
  } catch {
    throw new CodedError('server_address_invalid');
  }
  const secure =
    url.protocol === 'https:' || (url.protocol === 'http:' && loopback.has(url.hostname));
  if (!secure || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw new CodedError('server_address_invalid');
  return (url.origin + url.pathname).replace(/\/+$/, '');
};

export interface ProvenServer {
  readonly url: string;
  readonly operator: string;
  /** Base64 of the Ed25519 public key that just signed a fresh challenge. */
  readonly publicKey: string;
  /** What its clock showed; undefined where it does not say it. */
  readonly now: number | undefined;
}

/** Has the server prove its key. Rejects with `offline` or `server_not_bisik`. */
export const proveServer = async (options: {
  readonly network: Network;
  readonly random: Random;
  readonly url: string;
}): Promise<ProvenServer> => {
  const challenge = options.random.bytes(32);
  const api = createApi({ network: options.network, baseUrl: options.url, credentials: null });
  const answer = await api('describeServer', { challenge: toBase64Url(challenge) });
  if (
    !verifySignature(
      fromBase64(answer.publicKey),
      serverProofBytes(challenge),
      fromBase64(answer.signature),
    )
  )
    throw new CodedError('server_not_bisik');
  const { operator, publicKey, now } = answer;
  return { url: options.url, operator, publicKey, now };
};
