import type { Bytes } from '../crypto/bytes.ts';
import type { NewOutboxRow } from '../store/types/outbox.ts';

/** A new row, encrypted already when nothing stood before it. */
export interface PreparedRow {
  readonly row: NewOutboxRow;
  readonly frame: Bytes | null;
}

/** The message itself. A word about it to other devices names it, too, so that it goes when the message does. */
export const isOfMessage = <R extends Pick<NewOutboxRow, 'kind' | 'chatId' | 'messageId'>>(
  row: R,
): row is R & { readonly chatId: string; readonly messageId: string } =>
  row.kind === 'message' && row.chatId !== null && row.messageId !== null;
