import type { SharingFacts } from '../../../contract/consent/decide.ts';
import { type Place, placeOf } from '../../../contract/consent/place.ts';
import type { OrderedRecord } from '../../../contract/consent/record.ts';
import { type TakenRecord, takeOrdered } from '../../../contract/consent/taken.ts';
import type { ConsentAccount, StoredRecord } from '../../store/types/consent.ts';

export type PublishedNow = Pick<SharingFacts, 'policies' | 'unknownPolicies'>;

/** A record that stands on the disk, read once. */
export interface Entry {
  readonly stored: StoredRecord;
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

export const toEntry = (stored: StoredRecord): Entry => ({
  stored,
  place: placeOf(stored.record),
  taken: takeOrdered(stored),
});

/** As it travels. */
export const toOrdered = (stored: StoredRecord): OrderedRecord => ({
  record: stored.record,
  signature: stored.signature,
  order: stored.order,
  receivedAt: stored.receivedAt,
  forked: stored.forked,
  counterSignature: stored.counterSignature,
});
