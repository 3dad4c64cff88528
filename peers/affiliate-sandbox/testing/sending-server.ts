import { generateKeyPairSync, randomBytes, randomUUID, sign } from 'node:crypto';
import { canonicalJson } from '../../../contract/canonical-json.ts';
import {
  affiliatePaths,
  affiliateSignatureBytes,
  affiliateSignatureHeader,
  type Batch,
  type DisclosedPayload,
  formatAffiliateSignature,
} from '../../../contract/disclosure/affiliate.ts';
import { buildPayload, type PayloadRow } from '../../../contract/disclosure/payload.ts';
import { serverIdOf } from '../../../contract/transparency/checkpoint.ts';

export type Item = Batch['items'][number];
type Disclosure = Extract<Item, { kind: 'disclosure' }>;

const fields = {
  phoneNumber: '+60123456789',
  country: 'MY',
  pseudonym: 'p'.repeat(22),
  spamScore: 3,
};

/** An item as a gateway makes it, under a handle of its own. */
export const disclosure = (
  { purpose, fields: names }: PayloadRow,
  values: Partial<Record<string, unknown>> = {},
): Disclosure => {
  const deletionHandle = randomBytes(32).toString('base64url');
  const made = buildPayload(
    { purpose, fields: names },
    { policy: '2026-1', deletionHandle, fields: { ...fields, ...values } },
  );
  return { id: randomUUID(), kind: 'disclosure', payload: JSON.parse(made) as DisclosedPayload };
};

export const ads = (values?: Partial<Record<string, unknown>>): Disclosure =>
  disclosure({ purpose: 'ads-relevance', fields: ['phoneNumber', 'country'] }, values);
export const friend = (phoneNumber: string): Item =>
  disclosure({ purpose: 'friend-suggestions', fields: ['phoneNumber'] }, { phoneNumber });

export const deletionOf = ({ payload }: Item): Item => ({
  id: randomUUID(),
  kind: 'deletion',
  payload: { deletionHandle: payload.deletionHandle },
});

/** A Bisik server’s side of the wire, with a key of its own. */
export const createSendingServer = (now: () => number) => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const key = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }).subarray(12));
  const headerFor = (body: string, at = now()): Record<string, string> => ({
    [affiliateSignatureHeader]: formatAffiliateSignature({
      at,
      keyId: serverIdOf(key),
      signature: sign(null, affiliateSignatureBytes(at, Buffer.from(body)), privateKey),
    }),
  });
  const post = (url: string, body: string, headers = headerFor(body)) =>
    fetch(url + affiliatePaths.disclosures, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
      signal: AbortSignal.timeout(2_000),
    });
  const bodyOf = (...items: readonly Item[]) => canonicalJson({ batchId: randomUUID(), items });
  return {
    key,
    headerFor,
    post,
    bodyOf,
    send: (url: string, ...items: readonly Item[]) => post(url, bodyOf(...items)),
    askSuggestions: (url: string, headers = headerFor('')) =>
      fetch(url + affiliatePaths.suggestions, { headers, signal: AbortSignal.timeout(2_000) }),
  };
};
