import { hashOfText } from '../../contract/canonical-json.ts';
import { firstLast } from '../../contract/consent/receipt.ts';
import type { OrderedRecord, ReceiptHead } from '../../contract/consent/record.ts';
import {
  headSignatureBytes,
  orderSignatureBytes,
  recordSignatureBytes,
} from '../../contract/consent/signing.ts';
import { CodedError } from '../../contract/errors/coded-error.ts';
import { mostConsentRecords } from '../../contract/wire/limits.ts';
import type { Asking } from '../connection/asking.ts';
import { fromBase64 } from '../crypto/bytes.ts';
import { signingPublicKey, verifySignature } from '../crypto/signing.ts';
import type { NewChoice, OrderOfChoice } from '../store/types/choices.ts';
import { lastOf } from './ledger.ts';
import type { SharingContext } from './reading.ts';

/** A record that the server gave a place, checked. */
export interface Ordered {
  readonly choice: NewChoice;
  readonly ordered: OrderOfChoice;
}

const isBy = (serverKey: string, signed: Uint8Array, signature: string): boolean =>
  verifySignature(fromBase64(serverKey), signed, fromBase64(signature));

/** Checks the server’s signature on a place. Throws `server_not_bisik` when it does not hold. */
export const checkOrdered = (
  context: SharingContext,
  { account, serverKey }: Asking,
  record: OrderedRecord,
): Ordered => {
  const { order, receivedAt, forked, counterSignature, signature } = record;
  const hash = hashOfText(record.record);
  const statement = { accountId: account.accountId, order, receivedAt, forked, recordHash: hash };
  if (!isBy(serverKey, orderSignatureBytes(statement), counterSignature))
    throw new CodedError('server_not_bisik');
  const seed = context.store.keys.identity()?.signingKey;
  const own =
    seed !== undefined &&
    verifySignature(
      signingPublicKey(seed),
      recordSignatureBytes(record.record),
      fromBase64(signature),
    );
  return {
    choice: { hash, record: record.record, signature, own },
    ordered: { order, receivedAt, forked, counterSignature },
  };
};

interface Listed {
  readonly records: readonly Ordered[];
  readonly head: ReceiptHead;
  /** The head counts exactly what was known and these. */
  readonly fits: boolean;
}

const listAfter = async (
  context: SharingContext,
  asking: Asking,
  known: readonly string[],
): Promise<Listed> => {
  const records: Ordered[] = [];
  let last = lastOf(known, firstLast);
  for (;;) {
    const after = known.length + records.length;
    const page = await asking.api('listConsentRecords', { after });
    const { head } = page;
    const isEndless =
      head.count > mostConsentRecords || (page.more && after + page.records.length >= head.count);
    if (isEndless) throw new CodedError('server_not_bisik');
    const ordered = page.records.map((record) => checkOrdered(context, asking, record));
    if (ordered.some((one, index) => one.ordered.order !== after + index + 1))
      throw new CodedError('server_not_bisik');
    records.push(...ordered);
    last = lastOf(
      ordered.map(({ choice }) => choice.hash),
      last,
    );
    if (page.more && page.records.length > 0) continue;
    if (!isBy(asking.serverKey, headSignatureBytes(head), head.signature))
      throw new CodedError('server_not_bisik');
    const count = known.length + records.length;
    const fits = head.count === count && head.last === last;
    return {
      records,
      head: { ...head },
      fits: fits && head.accountId === asking.account.accountId,
    };
  }
};

/**
 * Takes over the account’s records as the server has them, with its signed head. Where they do not continue what was known here, as after a
 * restored backup, all places are taken anew; what the server lacks stays here and refuses. Rejects as `api` does, and with
 * `server_not_bisik` for what the pinned server did not sign.
 */
export const pull = async (
  context: SharingContext,
  asking: Asking,
  options: { readonly anew: boolean },
): Promise<ReceiptHead> => {
  const { store } = context;
  const ledger = context.reading.ledger();
  const firstBroken = ledger.ordered.findIndex(({ place }) => place === null);
  const upTo = Math.min(ledger.seenOrder, firstBroken < 0 ? ledger.seenOrder : firstBroken);
  const known = options.anew ? [] : ledger.ordered.slice(0, upTo).map(({ row }) => row.hash);
  let listed = await listAfter(context, asking, known);
  const anew = options.anew || !listed.fits;
  if (!listed.fits && known.length > 0) listed = await listAfter(context, asking, []);
  if (!listed.fits) throw new CodedError('server_not_bisik');
  if (listed.records.length > 0 || anew)
    store.transaction(() => {
      if (anew) store.choices.forgetOrders();
      for (const { choice, ordered } of listed.records) store.choices.order(choice, ordered);
    });
  return listed.head;
};
