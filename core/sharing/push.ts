import { decideSharing } from '../../contract/consent/decide.ts';
import type { ConsentRecord } from '../../contract/consent/record.ts';
import { CodedError, isCodedError, toErrorBody } from '../../contract/errors/coded-error.ts';
import type { Context } from '../context.ts';
import { readKnown } from './facts.ts';
import { type Entry, readLedger } from './ledger.ts';
import { type Asking, checkOrdered } from './pull.ts';
import { isRefusal, rechain } from './records.ts';

/** Records in one call. */
const batchCount = 8;
const mostRounds = 2_000;

const toSigned = ({ row: { record, signature } }: Entry) => ({ record, signature });

/** Whether a switch was turned when it was locked, by what is known here: a server’s word alone ends no refusal. */
const wasLocked = async (
  context: Context,
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
  context: Context,
  asking: Asking,
  { code }: CodedError,
  { taken: { record } }: Entry,
): Promise<boolean> => {
  if (record === null) return false;
  if (code === 'record_refused') return !isRefusal(record);
  if (code !== 'choice_locked') return false;
  return !isRefusal(record) || wasLocked(context, asking, record);
};

/**
 * Hands the server what waits here, in its order, eight at a time, and shows it the newest that it once had. What it refuses for good is taken
 * out of the chain, and what comes behind is signed again. After a restored backup everything of this device is presented again.
 * Rejects as `api` does.
 */
export const push = async (
  context: Context,
  asking: Asking,
  checkpoint: () => string | null,
): Promise<void> => {
  const { choices } = context.store;
  const { store } = context;

  const send = async (entries: readonly Entry[]): Promise<boolean> => {
    const { own } = readLedger(choices);
    const answer = await asking.api('addConsentRecords', {
      records: entries.map(toSigned),
      latest: own.findLast(({ row }) => row.taken)?.row.hash ?? null,
      checkpoint: checkpoint(),
    });
    const taken = answer.taken.map((record) => checkOrdered(context, asking, record));
    store.transaction(() => {
      for (const { choice, ordered } of taken) choices.order(choice, ordered);
    });
    return answer.presentAgain;
  };

  const presentAll = async (): Promise<void> => {
    const { own } = readLedger(choices);
    for (let from = 0; from < own.length; from += batchCount)
      if (!(await send(own.slice(from, from + batchCount)))) return;
    throw new CodedError('unavailable');
  };

  for (let round = 0; round < mostRounds; round++) {
    const batch = readLedger(choices).waiting.slice(0, batchCount);
    const [first] = batch;
    try {
      if (await send(batch)) await presentAll();
    } catch (error) {
      if (!first || !isCodedError(error) || !(await isFinal(context, asking, error, first)))
        throw error;
      store.transaction(() => {
        choices.refuse(first.row.id, toErrorBody(error));
        rechain(context);
      });
    }
    if (readLedger(choices).waiting.length === 0) return;
  }
};
