import { decideSharing } from '../../contract/consent/decide.ts';
import type { ConsentRecord } from '../../contract/consent/record.ts';
import { CodedError, isCodedError, toErrorBody } from '../../contract/errors/coded-error.ts';
import { limits } from '../../contract/wire/limits.ts';
import type { Asking } from '../connection/asking.ts';
import { readKnown } from './facts.ts';
import type { Entry, Ledger } from './ledger.ts';
import { checkOrdered } from './pull.ts';
import type { SharingContext } from './reading.ts';
import { isHolding, rechain } from './records.ts';

const batchCount = limits.maxConsentRecordsPerCall;
const mostRounds = 2_000;

interface Refused {
  readonly entry: Entry;
  readonly error: CodedError;
}

const toSigned = ({ row: { record, signature } }: Entry) => ({ record, signature });

/** Whether a switch was turned when it was locked, by what is known here: a server’s word alone ends no refusal. */
const wasLocked = async (
  context: SharingContext,
  { account, serverKey }: Asking,
  { method, decisions, at }: ConsentRecord,
): Promise<boolean> => {
  if (method !== 'settings') return false;
  const { facts } = await readKnown(context, account, { publicKey: serverKey });
  const { shares } = decideSharing(facts);
  return decisions.every(({ purpose, recipient }) => {
    const share = shares.find((s) => s.purpose === purpose && s.recipient === recipient);
    return share?.deadlineAt != null && at >= share.deadlineAt;
  });
};

/** Whether the server’s word is about the record itself, and for good. A refusal is given up only when its time was over. */
const isFinal = async (
  context: SharingContext,
  asking: Asking,
  { code }: CodedError,
  { taken: { record } }: Entry,
): Promise<boolean> => {
  if (record === null) return false;
  if (code === 'record_refused') return !isHolding(record);
  if (code !== 'choice_locked') return false;
  return !isHolding(record) || wasLocked(context, asking, record);
};

/**
 * Hands the server what waits here, in its order, a few at a time, and shows it the newest that it once had. What it refuses for good is taken
 * out of the chain, and what comes behind is signed again. After a restored backup everything of this device is presented again.
 * What is here is read once a round; what is chosen meanwhile stands behind it and is the next round’s. Rejects as `api` does.
 */
export const push = async (
  context: SharingContext,
  asking: Asking,
  checkpoint: () => string | null,
): Promise<void> => {
  const { store, reading } = context;
  const { choices } = store;

  /** One round: gives the first record of the batch that the server would not have, and why. */
  const handOver = async ({ own, waiting }: Ledger): Promise<Refused | null> => {
    const placeIn = new Map(own.map(({ row }, index) => [row.hash, index]));
    let latest = own.findLastIndex(({ row }) => row.taken);

    const send = async (entries: readonly Entry[]) => {
      const answer = await asking.api('addConsentRecords', {
        records: entries.map(toSigned),
        latest: own[latest]?.row.hash ?? null,
        signed: own.at(-1)?.place?.sequence ?? 0,
        checkpoint: checkpoint(),
      });
      const taken = answer.taken.map((record) => checkOrdered(context, asking, record));
      store.transaction(() => {
        for (const { choice, ordered } of taken) choices.order(choice, ordered);
      });
      const hashes = new Set(taken.map(({ choice }) => choice.hash));
      for (const hash of hashes) latest = Math.max(latest, placeIn.get(hash) ?? -1);
      const left = entries.findIndex(({ row }) => !hashes.has(row.hash));
      return {
        takenCount: left < 0 ? entries.length : left,
        presentAgain: answer.presentAgain,
      };
    };

    const presentAll = async (): Promise<void> => {
      for (let from = 0; from < own.length; from += batchCount) {
        const { presentAgain } = await send(own.slice(from, from + batchCount));
        if (!presentAgain) return;
      }
      throw new CodedError('unavailable');
    };

    for (let from = 0; ; ) {
      const batch = waiting.slice(from, from + batchCount);
      const [entry] = batch;
      try {
        const { takenCount, presentAgain } = await send(batch);
        if (presentAgain) await presentAll();
        from += takenCount;
        if (presentAgain || takenCount === 0 || from >= waiting.length) return null;
      } catch (error) {
        if (!entry || !isCodedError(error)) throw error;
        return { entry, error };
      }
    }
  };

  for (let round = 0; round < mostRounds; round++) {
    const refused = await handOver(reading.ledger());
    if (refused !== null) {
      const { entry, error } = refused;
      if (!(await isFinal(context, asking, error, entry))) throw error;
      store.transaction(() => {
        choices.refuse(entry.row.id, toErrorBody(error));
        rechain(context);
      });
    }
    if (reading.ledger().waiting.length === 0) return;
  }
};
