import { sha256 } from '@noble/hashes/sha2.js';
import { canonicalJson } from '../canonical-json.ts';
import { prefixedBytes, utf8ToBytes } from '../utf8.ts';
import type { OrderedRecord, ReceiptHead } from './record.ts';

const digest = (canonical: string): Uint8Array => sha256(utf8ToBytes(canonical));

/** The bytes that a device signs (Ed25519) for a record, given its canonical JSON. */
export const recordSignatureBytes = (record: string): Uint8Array =>
  prefixedBytes('bisik-consent-record-v1', digest(record));

/** What the server says of a record by its signature. */
export type OrderStatement = Pick<OrderedRecord, 'order' | 'receivedAt' | 'forked'> & {
  readonly accountId: string;
  readonly recordHash: string;
};

/** The bytes that the server signs (Ed25519) when it gives a record its order. */
export const orderSignatureBytes = (statement: OrderStatement): Uint8Array => {
  const { accountId, order, receivedAt, recordHash, forked } = statement;
  return prefixedBytes(
    'bisik-consent-order-v1',
    digest(canonicalJson({ accountId, order, receivedAt, recordHash, forked })),
  );
};

/** The bytes that the server signs (Ed25519) for a head. */
export const headSignatureBytes = (head: Omit<ReceiptHead, 'signature'>): Uint8Array => {
  const { accountId, count, last, at } = head;
  return prefixedBytes(
    'bisik-consent-head-v1',
    digest(canonicalJson({ accountId, count, last, at })),
  );
};
