import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { fromBase64 } from '../transparency/base64.ts';
import { createChain, type Read } from './chain.ts';
import { type Receipt, readReceipt } from './receipt-file.ts';
import type { OrderedRecord } from './record.ts';
import { headSignatureBytes, orderSignatureBytes, recordSignatureBytes } from './signing.ts';
import { readRecord } from './taken.ts';

/** Whether `signature` (64 bytes) is `key`'s (Ed25519, 32 bytes) over `signed`. */
export type VerifySignature = (
  key: Uint8Array,
  signed: Uint8Array,
  signature: Uint8Array,
) => boolean;

/** What is wrong with a receipt; `record` says where, counted from 1. */
export type ReceiptFault =
  /** The file is not as it was written. */
  | 'damaged'
  | 'record_missing'
  | 'record_unreadable'
  | 'record_of_another_account'
  | 'device_unknown'
  | 'device_signature'
  | 'server_signature'
  /** It does not follow on an earlier record of its device. */
  | 'chain_broken'
  /** Its device signed another of the same place, and it does not say so. */
  | 'fork_hidden'
  | 'policy_unknown'
  /** There are more records than the head counts. */
  | 'beyond_head'
  | 'head_mismatch'
  | 'head_signature';

export type ReceiptVerdict =
  | { readonly complete: true; readonly upTo: number; readonly receipt: Receipt }
  | { readonly complete: false; readonly fault: ReceiptFault; readonly record: number | null };

/** The `last` of a head without records. */
export const firstLast = '0'.repeat(64);

/** The `last` of a head after one more record: SHA-256(last ‖ record hash). All are 64 hex digits. */
export const nextLast = (last: string, recordHash: string): string =>
  bytesToHex(sha256(hexToBytes(last + recordHash)));

const isSigned = (
  verify: VerifySignature,
  key: string | undefined,
  signed: Uint8Array,
  signature: string,
): boolean => {
  const [keyBytes, signatureBytes] = [fromBase64(key ?? ''), fromBase64(signature)];
  if (keyBytes?.length !== 32 || signatureBytes?.length !== 64) return false;
  return verify(keyBytes, signed, signatureBytes);
};

/** What the file says of keys and versions; of two of one name the first. */
const namesIn = ({ devices, policies }: Receipt) => ({
  keys: new Map(devices.map(({ deviceId, key }) => [deviceId, key] as const).reverse()),
  policies: new Set(policies.map(({ id, hash }) => `${hash} ${id}`)),
});

const recordFault = (
  receipt: Receipt,
  names: ReturnType<typeof namesIn>,
  ordered: OrderedRecord,
  { record, hash }: Read,
  verify: VerifySignature,
): ReceiptFault | null => {
  const { accountId, serverKey } = receipt;
  const { order, receivedAt, forked } = ordered;
  if (record.accountId !== accountId) return 'record_of_another_account';
  const key = names.keys.get(record.deviceId);
  if (key === undefined) return 'device_unknown';
  if (!isSigned(verify, key, recordSignatureBytes(ordered.record), ordered.signature))
    return 'device_signature';
  const statement = { accountId, order, receivedAt, recordHash: hash, forked };
  if (!isSigned(verify, serverKey, orderSignatureBytes(statement), ordered.counterSignature))
    return 'server_signature';
  return names.policies.has(`${record.policyHash} ${record.policy}`) ? null : 'policy_unknown';
};

const headFault = (
  receipt: Receipt,
  last: string,
  verify: VerifySignature,
): ReceiptFault | null => {
  const { head, accountId, serverKey } = receipt;
  if (!isSigned(verify, serverKey, headSignatureBytes(head), head.signature))
    return 'head_signature';
  return head.accountId === accountId && head.last === last ? null : 'head_mismatch';
};

/** Keys and versions that no record speaks of prove nothing and would pass unread. */
const hasLeftovers = ({ devices, policies }: Receipt, seen: readonly Read[]): boolean =>
  new Set(seen.map(({ record }) => record.deviceId)).size !== devices.length ||
  new Set(seen.map(({ record }) => record.policyHash)).size !== policies.length;

/**
 * Checks a receipt file by itself: every record is there, signed by its device and by the server, follows on the one before, and
 * all of them up to the head’s time. Names the first that is not. Whether keys are those of this server and these
 * devices is for the caller to compare (`receipt.serverKey`, `receipt.devices`). Never throws unless `verify` does.
 */
export const verifyReceipt = (file: Uint8Array, verify: VerifySignature): ReceiptVerdict => {
  const wrong = (fault: ReceiptFault, record: number | null) =>
    ({ complete: false, fault, record }) as const;
  const receipt = readReceipt(file);
  if ('damaged' in receipt) return wrong('damaged', receipt.record);
  const names = namesIn(receipt);
  const seen: Read[] = [];
  const chain = createChain();
  let last = firstLast;
  for (const [index, ordered] of receipt.records.entries()) {
    const place = index + 1;
    if (ordered.order !== place)
      return wrong(ordered.order > place ? 'record_missing' : 'chain_broken', place);
    const { hash, record } = readRecord(ordered.record);
    if (record === null) return wrong('record_unreadable', place);
    const one = { hash, record };
    const fault = recordFault(receipt, names, ordered, one, verify) ?? chain(one, ordered.forked);
    if (fault) return wrong(fault, place);
    seen.push(one);
    last = nextLast(last, hash);
  }
  const { count, at } = receipt.head;
  if (count > seen.length) return wrong('record_missing', seen.length + 1);
  if (count < seen.length) return wrong('beyond_head', count + 1);
  const fault = headFault(receipt, last, verify);
  if (fault) return wrong(fault, null);
  if (hasLeftovers(receipt, seen)) return wrong('head_mismatch', null);
  return { complete: true, upTo: at, receipt };
};
