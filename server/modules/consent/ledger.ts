import { setImmediate } from 'node:timers/promises';
import { type Place, placeOf } from '../../../contract/consent/place.ts';
import type { OrderedRecord } from '../../../contract/consent/record.ts';
import { type TakenRecord, takeOrdered } from '../../../contract/consent/taken.ts';
import type { ConsentAccount, ConsentStore, StoredRecord } from '../../store/types/consent.ts';
import type { AccountRef } from '../../store/types.ts';

/** A record that stands on the disk, read once; its text is not kept. */
export interface Entry {
  readonly stored: Omit<StoredRecord, 'record'>;
  /** Length of its text in UTF-8. */
  readonly bytes: number;
  readonly place: Place | null;
  readonly taken: TakenRecord;
}

/** All that is known of an account's choices. */
export interface Ledger {
  readonly account: ConsentAccount;
  readonly entries: readonly Entry[];
  /** Every country that the number may belong to. */
  readonly countries: readonly string[];
}

export const toEntry = (stored: StoredRecord): Entry => {
  const { record, ...withoutText } = stored;
  const taken = takeOrdered(stored);
  return {
    stored: withoutText,
    bytes: Buffer.byteLength(record),
    place: taken.record ?? placeOf(record),
    taken,
  };
};

const pageSize = 100;

/** All of an account. Whoever has very many does not keep everybody else waiting while they are read. */
export const readEntries = async (
  { records }: Pick<ConsentStore, 'records'>,
  ref: AccountRef,
): Promise<readonly Entry[]> => {
  const entries: Entry[] = [];
  for (;;) {
    const page = await records(ref, entries.at(-1)?.stored.order ?? 0, pageSize);
    entries.push(...page.map(toEntry));
    if (page.length < pageSize) return entries;
    await setImmediate();
  }
};

/** What an entry takes up, about, in bytes. */
export const costOf = ({ bytes, taken }: Entry): number =>
  500 + (taken.record === null ? 0 : bytes);

/** As it travels. */
export const toOrdered = (stored: StoredRecord): OrderedRecord => ({
  record: stored.record,
  signature: stored.signature,
  order: stored.order,
  receivedAt: stored.receivedAt,
  forked: stored.forked,
  counterSignature: stored.counterSignature,
});
