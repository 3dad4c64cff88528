import type { Bytes } from '../crypto/bytes.ts';
import type { NewOutboxRow } from '../store/types/outbox.ts';

/** A new row, encrypted already when nothing stood before it. */
export interface PreparedRow {
  readonly row: NewOutboxRow;
  readonly frame: Bytes | null;
}
