import { canonicalJson, hashOfText } from '../canonical-json.ts';
import { type ConsentRecord, consentRecordSchema, type OrderedRecord } from './record.ts';

/** A record as the rules read it. Signatures were checked before. */
export interface TakenRecord {
  /** SHA-256 of its bytes, 64 hex digits. */
  readonly hash: string;
  /** Null when this program cannot read it, as when a newer one wrote it. It then counts as a refusal of everything. */
  readonly record: ConsentRecord | null;
  /** Its place among all records of the account; null while the server has not confirmed it. */
  readonly order: number | null;
  /** By the server's clock, ms; null with `order`. */
  readonly receivedAt: number | null;
  /** The server says that its device signed another record of the same sequence. */
  readonly forked: boolean;
}

const parse = (text: string): ConsentRecord | null => {
  try {
    const parsed = consentRecordSchema.safeParse(JSON.parse(text));
    // Members that the schema does not know, or another way of writing, would be lost in silence.
    return parsed.success && canonicalJson(parsed.data) === text ? parsed.data : null;
  } catch {
    return null;
  }
};

/** Reads a record's bytes; `record` is null unless they are the canonical JSON of a record of this version. Never throws. */
export const readRecord = (text: string): Pick<TakenRecord, 'hash' | 'record'> => ({
  hash: hashOfText(text),
  record: parse(text),
});

/** A record that the server took. */
export const takeOrdered = (ordered: OrderedRecord): TakenRecord => ({
  ...readRecord(ordered.record),
  order: ordered.order,
  receivedAt: ordered.receivedAt,
  forked: ordered.forked,
});
