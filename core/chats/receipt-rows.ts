import { decodeContent } from '../../contract/content/codec.ts';
import { contentLimits } from '../../contract/content/limits.ts';
import type { Context } from '../context.ts';
import type { Carried } from '../log/carried.ts';
import { contentRow } from '../outbox/content-row.ts';
import type { NewOutboxRow } from '../store/types/outbox.ts';

/** Outbox rows with receipts of one kind for messages of one account; the first takes along what is carried. */
export const receiptRows = (
  context: Pick<Context, 'random' | 'clock'>,
  what: 'delivered' | 'read',
  accountId: string,
  messageIds: readonly string[],
  carried: Carried = {},
): readonly NewOutboxRow[] => {
  const { maxReceiptIds } = contentLimits;
  const rows: NewOutboxRow[] = [];
  for (let from = 0; from < messageIds.length; from += maxReceiptIds)
    rows.push(
      contentRow(context, accountId, {
        v: 1,
        kind: 'receipt',
        what,
        messageIds: messageIds.slice(from, from + maxReceiptIds),
        at: context.clock.now(),
        ...(from === 0 ? carried : {}),
      }),
    );
  return rows;
};

/** Whether the content of a receipt's row tells that messages were read; else it tells that they came. */
export const isReadReceipt = (content: Uint8Array): boolean => {
  const decoded = decodeContent(content);
  return decoded.known && decoded.content.kind === 'receipt' && decoded.content.what === 'read';
};
