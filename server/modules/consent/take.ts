import type { Sharing } from '../../../contract/consent/decide.ts';
import { firstLast, nextLast } from '../../../contract/consent/receipt.ts';
import type { SignedRecord } from '../../../contract/consent/record.ts';
import type { OrderStatement } from '../../../contract/consent/signing.ts';
import { readRecord, type TakenRecord } from '../../../contract/consent/taken.ts';
import { CodedError, isCodedError } from '../../../contract/errors/coded-error.ts';
import type { PublishedPolicies } from '../../../contract/policy/in-force.ts';
import { limits } from '../../../contract/wire/limits.ts';
import type { ConsentDevice, StoredRecord } from '../../store/types/consent.ts';
import { type Incoming, readIncoming } from './incoming.ts';
import { type Entry, type Ledger, toEntry } from './ledger.ts';
import { checkLock, checkPolicy, gives } from './refusals.ts';

/** Of what an account may have, so much is for what refuses. */
const keptForRefusals = { records: 1_000, bytes: 400_000 };

export interface TakeContext {
  readonly accountId: string;
  readonly deviceId: number;
  readonly device: ConsentDevice;
  readonly ledger: Omit<Ledger, 'countries'>;
  readonly published: PublishedPolicies;
  readonly now: number;
  readonly decide: (records: readonly TakenRecord[]) => Sharing;
  /** The server’s signature, base64. */
  readonly seal: (statement: OrderStatement) => string;
}

export interface Taking {
  /** New ones, to be written. */
  readonly added: readonly StoredRecord[];
  /** All that stand then. */
  readonly entries: readonly Entry[];
  /** All that stand now of what was presented, in that order. */
  readonly taken: readonly StoredRecord[];
  /** Why the one after `taken` was not; nothing behind it was looked at. */
  readonly refused: CodedError | null;
  /** The one after `taken` rests on records that are not here. */
  readonly missing: boolean;
}

const isOf = (deviceId: number) => (entry: Entry) => entry.stored.deviceId === deviceId;

/** Whether its device's record before stands here. */
const follows = ({ place }: Incoming, own: readonly Entry[]): boolean =>
  place.sequence === 1
    ? place.previous === null
    : own.some(
        (entry) =>
          entry.stored.hash === place.previous && entry.place?.sequence === place.sequence - 1,
      );

/**
 * Whether the orders that a record claims to have seen may have belonged to other records before a backup was restored: its
 * yes was then not given in sight of what stands there now.
 */
const sawOthers = (
  { record }: Incoming['read'],
  { device, ledger, deviceId }: TakeContext,
  entries: readonly Entry[],
): boolean => {
  const { sureOrder } = ledger.account;
  if (record === null || sureOrder === null || !gives(record)) return false;
  const { choicesFromSequence: from } = device;
  if (from !== null && record.sequence >= from) return false;
  return entries.some(
    ({ stored }) =>
      stored.order > sureOrder && stored.order <= record.seenOrder && stored.deviceId !== deviceId,
  );
};

const checkRoom = (
  { read: { record }, signed }: Incoming,
  entries: readonly Entry[],
  sharing: () => Sharing,
) => {
  const kept = record !== null && gives(record) ? keptForRefusals : { records: 0, bytes: 0 };
  const bytes = entries.reduce((sum, entry) => sum + entry.bytes, Buffer.byteLength(signed.record));
  if (
    entries.length + kept.records < limits.maxConsentRecordsPerAccount &&
    bytes + kept.bytes <= limits.maxConsentBytesPerAccount
  )
    return;
  if (record?.method === 'global_opt_out' && !sharing().globalOptOut) return;
  throw new CodedError('record_refused', { details: { reason: 'too_many' } });
};

const check = (
  incoming: Incoming,
  context: TakeContext,
  entries: readonly Entry[],
): 'sound' | 'missing' => {
  const { record } = incoming.read;
  // Costs most of all that is done here, and few records need it.
  let decided: Sharing | undefined;
  const sharing = (): Sharing => {
    decided ??= context.decide(entries.map(({ taken }) => taken));
    return decided;
  };
  checkRoom(incoming, entries, sharing);
  if (record === null || context.ledger.account.unconfirmed) return 'sound';
  if (record.seenOrder > entries.length) return 'missing';
  checkPolicy(record, context.published);
  checkLock(record, sharing, context.now);
  return 'sound';
};

const toStored = (
  { signed, place, read }: Incoming,
  context: TakeContext,
  entries: readonly Entry[],
): StoredRecord => {
  const { accountId, deviceId, now: receivedAt } = context;
  const order = entries.length + 1;
  const twin = entries.some(
    (entry) => isOf(deviceId)(entry) && entry.place?.sequence === place.sequence,
  );
  const forked = twin || sawOthers(read, context, entries);
  const { hash } = read;
  return {
    ...signed,
    order,
    hash,
    deviceId,
    receivedAt,
    forked,
    counterSignature: context.seal({ accountId, order, receivedAt, recordHash: hash, forked }),
    last: nextLast(entries.at(-1)?.stored.last ?? firstLast, hash),
  };
};

/**
 * Takes records of one device in their order, up to the first that cannot be taken. While it is not known what a restored backup
 * lost, what was taken before is taken again whatever the day: the rules see to it that nothing more is shared by it.
 */
export const takeRecords = (records: readonly SignedRecord[], context: TakeContext): Taking => {
  const { accountId, deviceId, device, ledger } = context;
  const added: StoredRecord[] = [];
  const entries = [...ledger.entries];
  const taken: StoredRecord[] = [];
  try {
    for (const signed of records) {
      const { hash } = readRecord(signed.record);
      const known = entries.find(({ stored }) => stored.hash === hash);
      if (known !== undefined) {
        taken.push({ ...known.stored, record: signed.record });
        continue;
      }
      const incoming = readIncoming(signed, {
        accountId,
        deviceId,
        signingKey: device.signingKey,
      });
      if (
        !follows(incoming, entries.filter(isOf(deviceId))) ||
        check(incoming, context, entries) === 'missing'
      )
        return { added, entries, taken, refused: null, missing: true };
      const stored = toStored(incoming, context, entries);
      added.push(stored);
      entries.push(toEntry(stored));
      taken.push(stored);
    }
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return { added, entries, taken, refused: error, missing: false };
  }
  return { added, entries, taken, refused: null, missing: false };
};
