import { type ChainPlace, type Place, placeOf } from '../../contract/consent/place.ts';
import { nextLast } from '../../contract/consent/receipt.ts';
import { recordSignatureBytes } from '../../contract/consent/signing.ts';
import { readRecord, type TakenRecord } from '../../contract/consent/taken.ts';
import { fromBase64 } from '../crypto/bytes.ts';
import { verifySignature } from '../crypto/signing.ts';
import type { KnownKeys } from '../devices/known-keys.ts';
import type { ChoiceRow, ChoicesRepository } from '../store/types/choices.ts';

/** A row as it could be read. */
export interface Entry {
  readonly row: ChoiceRow;
  /** Null when the row is not what it was: its bytes have another hash, or no place can be read in them. */
  readonly place: Place | null;
  readonly taken: TakenRecord;
  /** What its bytes say, whole or not. */
  readonly read: TakenRecord['record'];
}

/** Everything that is known of the account's choices here. */
export interface Ledger {
  /** What the server ordered, of all devices, by order. */
  readonly ordered: readonly Entry[];
  /** Own records that wait for the server, by their sequence. */
  readonly waiting: readonly Entry[];
  /** Own records, refused ones apart, by their sequence. */
  readonly own: readonly Entry[];
  /** The server had these and has them no more, or never had: only what they refuse counts. */
  readonly pending: readonly TakenRecord[];
  /** The newest order below which none is missing: what a person who decides now has seen. */
  readonly seenOrder: number;
  /** Hashes of own records that there were and that are lost here. */
  readonly missing: readonly string[];
  /** All of them, refused ones too. */
  readonly entries: readonly Entry[];
}

/** Stands for a tail that nobody knows. */
export const unknownTail = '0'.repeat(64);

/** What a record's bytes say. */
type Read = Pick<TakenRecord, 'hash' | 'record'> & { readonly place: Place | null };

const toEntry = (row: ChoiceRow, read: Read, isOurs: boolean): Entry => {
  const whole = read.hash === row.hash && read.place !== null;
  return {
    row,
    place: whole ? read.place : null,
    read: read.record,
    taken: {
      hash: row.hash,
      record: whole ? read.record : null,
      order: row.ordered?.order ?? null,
      receivedAt: row.ordered?.receivedAt ?? null,
      // Signed by no device of the account that is known here: what it refuses counts, and nothing that it gives.
      forked: (row.ordered?.forked ?? false) || !isOurs,
    },
  };
};

const sequenceOf = ({ place }: Entry): number => place?.sequence ?? 0;

const seenOrderOf = (ordered: readonly Entry[]): number => {
  let seen = 0;
  for (const { row } of ordered) {
    if (row.ordered?.order !== seen + 1) break;
    seen++;
  }
  return seen;
};

/** Hashes that the tail or a link names and that no own record has. */
const missingOf = (own: readonly Entry[], tail: string | null | undefined): readonly string[] => {
  const here = new Set(own.flatMap(({ row, place }) => (place === null ? [] : [row.hash])));
  const named = own.flatMap(({ place }) => place?.previous ?? []);
  if (typeof tail === 'string') named.push(tail);
  const broken = own.flatMap(({ row, place }) => (place === null ? [row.hash] : []));
  return [...new Set([...named.filter((hash) => !here.has(hash)), ...broken])];
};

/** A refusal of everything that stands for a record that is lost. */
const lost = (hash: string): TakenRecord => ({
  hash,
  record: null,
  order: null,
  receivedAt: null,
  forked: false,
});

const toLedger = (entries: readonly Entry[], tail: string | null | undefined): Ledger => {
  const ordered = entries.filter(({ row }) => row.ordered !== null);
  const unordered = entries.filter(({ row }) => row.ordered === null && row.problem === null);
  const own = entries
    .filter(({ row }) => row.own && row.problem === null)
    .sort((a, b) => sequenceOf(a) - sequenceOf(b));
  const here = new Set(unordered.map(({ row }) => row.hash));
  const missing = missingOf(own, tail);
  return {
    entries,
    ordered,
    waiting: own.filter(({ row, place }) => row.ordered === null && place !== null),
    own,
    pending: [
      ...unordered.map(({ taken }) => taken),
      ...missing.filter((hash) => !here.has(hash)).map((hash) => lost(hash)),
    ],
    seenOrder: seenOrderOf(ordered),
    missing,
  };
};

/** Gives the ledger as the database has it, read again only when a row changed. What is damaged counts as a refusal of everything. */
export const createLedger = (choices: ChoicesRepository, knownKeys: () => KnownKeys) => {
  let rows: readonly ChoiceRow[] = [];
  let keysRead = '';
  /** By a record's bytes and signature, those of the account's other devices that were checked. */
  let checked = new Map<string, boolean>();
  const isByOther = (keys: KnownKeys, row: ChoiceRow, read: Read): boolean => {
    const id = `${row.hash} ${row.signature}`;
    const known = checked.get(id);
    if (known !== undefined) return known;
    const signed = recordSignatureBytes(row.record);
    const signature = fromBase64(row.signature);
    const isSigned = keys.some(
      ([deviceId, key]) =>
        deviceId === read.place?.deviceId && verifySignature(fromBase64(key), signed, signature),
    );
    checked.set(id, isSigned);
    return isSigned;
  };
  let ledger: { readonly tail: string | null | undefined; readonly value: Ledger } | null = null;
  let reads = new Map<string, Read>();
  return {
    read: (): Ledger => {
      const present = choices.all();
      const tail = choices.tail();
      const keys = knownKeys();
      const keysNow = JSON.stringify(keys);
      const isSame = rows === present && keysRead === keysNow;
      if (ledger !== null && isSame && ledger.tail === tail) return ledger.value;
      if (keysRead !== keysNow) checked = new Map();
      keysRead = keysNow;
      const before = reads;
      reads = new Map(
        present.map(({ record }) => [
          record,
          before.get(record) ?? { ...readRecord(record), place: placeOf(record) },
        ]),
      );
      const entries = present.map((row) => {
        const read = reads.get(row.record) ?? { hash: '', record: null, place: null };
        return toEntry(row, read, row.own || isByOther(keys, row, read));
      });
      rows = present;
      ledger = { tail, value: toLedger(entries, tail) };
      return ledger.value;
    },
    forget: (): void => {
      rows = [];
      ledger = null;
      reads = new Map();
      checked = new Map();
    },
  };
};

/** The chain over hashes in their order, as the server's head counts it. */
export const lastOf = (hashes: readonly string[], from: string): string =>
  hashes.reduce(nextLast, from);

/** Where the next own record stands. */
export const nextPlace = (ledger: Ledger): ChainPlace => {
  const last = ledger.own.findLast(({ place }) => place !== null);
  return { sequence: sequenceOf(last ?? noEntry) + 1, previous: last?.row.hash ?? null };
};

const noEntry = { place: null } as Entry;
