import { verifyReceipt } from '../../contract/consent/receipt.ts';
import { type Receipt, writeReceipt } from '../../contract/consent/receipt-file.ts';
import type { ReceiptHead } from '../../contract/consent/record.ts';
import { CodedError } from '../../contract/errors/coded-error.ts';
import { dayOf } from '../../contract/policy/fields.ts';
import { bytesToUtf8, utf8ToBytes } from '../../contract/utf8.ts';
import type { ReadyAccount, ServerPin } from '../account/stored.ts';
import type { Asking } from '../connection/asking.ts';
import { toBase64 } from '../crypto/bytes.ts';
import { signingPublicKey, verifySignature } from '../crypto/signing.ts';
import type { Ledger } from './ledger.ts';
import type { SharingContext } from './reading.ts';

const devicesOf = (context: SharingContext, { ordered }: Ledger): Receipt['devices'] => {
  const seed = context.store.keys.identity()?.signingKey;
  if (!seed) throw new CodedError('not_registered');
  const key = toBase64(signingPublicKey(seed));
  const own = ordered.flatMap(({ row, taken }) =>
    row.own && taken.record ? [taken.record.deviceId] : [],
  );
  return [...new Set(own)].map((deviceId) => ({ deviceId, key }));
};

const policiesOf = ({ ordered }: Ledger): Receipt['policies'] => {
  const byHash = new Map<string, string>();
  for (const { taken } of ordered)
    if (taken.record) byHash.set(taken.record.policyHash, taken.record.policy);
  return [...byHash].map(([hash, id]) => ({ id, hash }));
};

/** The receipt file up to `head`: every record that the server has. */
export const toReceipt = (
  context: SharingContext,
  { account, serverKey }: Asking,
  head: ReceiptHead,
): { readonly name: string; readonly text: string } => {
  const ledger = context.reading.ledger();
  const records = ledger.ordered.flatMap(({ row: { record, signature, ordered } }) =>
    ordered ? [{ record, signature, ...ordered }] : [],
  );
  const bytes = writeReceipt({
    format: 'bisik-receipt',
    v: 1,
    accountId: account.accountId,
    serverKey,
    devices: devicesOf(context, ledger),
    policies: policiesOf(ledger),
    records,
    head,
  });
  return { name: `bisik-receipt-${dayOf(head.at)}.json`, text: bytesToUtf8(bytes) };
};

/** Checks a receipt file without the network, and whether it is of this server and account. Never throws. */
export const checkReceipt = (text: string, account: ReadyAccount | null, pin: ServerPin | null) => {
  const verdict = verifyReceipt(utf8ToBytes(text), verifySignature);
  if (!verdict.complete)
    return {
      complete: false,
      records: null,
      upTo: null,
      fault: verdict.fault,
      faultAt: verdict.record,
      ownServer: false,
      ownAccount: false,
    };
  const { receipt, upTo } = verdict;
  return {
    complete: true,
    records: receipt.records.length,
    upTo,
    fault: null,
    faultAt: null,
    ownServer: receipt.serverKey === pin?.publicKey,
    ownAccount: receipt.accountId === account?.accountId,
  };
};
