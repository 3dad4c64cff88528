import { CodedError, isCodedError } from '../../contract/errors/coded-error.ts';
import { parseLogOrigin } from '../../contract/transparency/checkpoint.ts';
import { type EpochStart, epochEntry, parseEpochStart } from '../../contract/transparency/epoch.ts';
import { type EpochVerdict, judgeEpoch } from '../../contract/transparency/judge-epoch.ts';
import type { VerifierKey } from '../../contract/transparency/verifier-key.ts';
import { verifySignature } from '../crypto/signing.ts';
import { includes } from './compare.ts';
import { type Head, keyOf, type LogIdentity, readHead } from './heads.ts';
import type { LogReader } from './reader.ts';

/** So many restores between two looks are followed back. */
const mostEpochsBack = 32;

/** What is there, or null where the server says that it has none. Rejects as `read` does otherwise. */
export const orNone = async <T>(read: Promise<T>): Promise<T | null> => {
  try {
    return await read;
  } catch (error) {
    if (isCodedError(error) && error.code === 'not_found') return null;
    throw error;
  }
};

/** The newest checkpoint that the server shows of an epoch. Rejects as the reader does, and with `unavailable` for what the log did not sign. */
export const headOf = async (reader: LogReader, log: LogIdentity, epoch: number): Promise<Head> => {
  const head = readHead(await reader.checkpoint(epoch), log);
  if (head?.epoch !== epoch) throw new CodedError('unavailable');
  return head;
};

/** What the epoch of a head says that it took the place of, and whether its log committed to that. Rejects as the reader does. */
const startOf = async (
  head: Head,
  reader: LogReader,
): Promise<{ readonly start: string | null; readonly isCommitted: boolean }> => {
  const start = await orNone(reader.start(head.epoch));
  const isCommitted = start !== null && (await includes(head, 0, epochEntry(start), reader));
  return { start, isCommitted };
};

/** How a new epoch explains itself; `start` is what was judged last. */
export interface Judged {
  readonly verdict: Exclude<EpochVerdict, { kind: 'skipped' }>;
  readonly start: string | null;
}

const unexplained = (start: string | null): Judged => ({
  verdict: { kind: 'alarm', reason: 'no_start' },
  start,
});

/**
 * What to make of the epoch of `now`, for who has seen `seen` of an earlier one; each start in between is proved by the first entry of its
 * own log. Rejects as the reader does.
 */
export const judgeSince = async (
  seen: Head,
  now: Head,
  log: LogIdentity,
  witnesses: readonly VerifierKey[],
  reader: LogReader,
): Promise<Judged> => {
  let head = now;
  for (let back = 0; back < mostEpochsBack; back++) {
    const { start, isCommitted } = await startOf(head, reader);
    if (!isCommitted) return unexplained(start);
    const verdict = judgeEpoch({
      seen: seen.note,
      log: keyOf(log, head.epoch),
      witnesses,
      origin: head.origin,
      start,
      verify: verifySignature,
    });
    if (verdict.kind !== 'skipped') return { verdict, start };
    const between = parseLogOrigin(verdict.named.origin)?.epoch ?? 0;
    const before = await orNone(headOf(reader, log, between));
    if (before === null || before.size === 0) return unexplained(start);
    head = before;
  }
  return unexplained(null);
};

/**
 * An earlier epoch as the start of the one after it names it, on the chain of starts that leads back from `now`; null for one that is not
 * on it. Any other is nobody's past: whoever signs the log can make up as many as they like. Rejects as the reader does.
 */
export const namedSince = async (
  epoch: number,
  now: Head,
  log: LogIdentity,
  reader: LogReader,
): Promise<EpochStart | null> => {
  let head: Head | null = now;
  for (let back = 0; head !== null && back < mostEpochsBack; back++) {
    const { start, isCommitted } = await startOf(head, reader);
    const named = isCommitted ? parseEpochStart(start ?? '') : null;
    const before = parseLogOrigin(named?.origin ?? '');
    if (before?.serverId !== log.serverId || before.log !== log.log) return null;
    if (before.epoch >= head.epoch) return null;
    if (before.epoch <= epoch) return before.epoch === epoch ? named : null;
    head = await orNone(headOf(reader, log, before.epoch));
  }
  return null;
};
