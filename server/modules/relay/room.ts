import type { ServerLimits } from '../../server-limits.ts';
import type { AccountRef, SenderShare } from '../../store/types.ts';

/** What waits for an account, as a commit or an acknowledgement changes it. */
export interface Waiting {
  count: number;
  bytes: number;
  readonly bySender: Map<AccountRef, { count: number; bytes: number }>;
}

/** What waits according to the store. */
export const toWaiting = (shares: readonly SenderShare[]): Waiting => {
  const waiting: Waiting = { count: 0, bytes: 0, bySender: new Map() };
  for (const share of shares) addWaiting(waiting, share);
  return waiting;
};

/** Whether so much more of one sender fits: into the queue, and into the sender's share of it. */
export const hasRoom = (
  waiting: Waiting,
  { sender, count, bytes }: SenderShare,
  limits: ServerLimits,
): boolean => {
  const own = waiting.bySender.get(sender);
  // Of who sent sealed it is not known which share is whose: together they may take more than one, and not all.
  const isSealed = sender === 0;
  const mostCount = isSealed ? limits.maxQueuedSealed : limits.maxQueuedPerSender;
  const mostBytes = isSealed ? limits.maxQueuedSealedBytes : limits.maxQueuedBytesPerSender;
  return (
    waiting.count + count <= limits.maxQueuedPerAccount &&
    waiting.bytes + bytes <= limits.maxQueuedBytesPerAccount &&
    (own?.count ?? 0) + count <= mostCount &&
    (own?.bytes ?? 0) + bytes <= mostBytes
  );
};

export const addWaiting = (waiting: Waiting, { sender, count, bytes }: SenderShare): void => {
  waiting.count += count;
  waiting.bytes += bytes;
  const own = waiting.bySender.get(sender);
  if (own === undefined) waiting.bySender.set(sender, { count, bytes });
  else {
    own.count += count;
    own.bytes += bytes;
  }
};

/** Never below nothing: what was counted may have been read anew meanwhile. */
export const removeWaiting = (waiting: Waiting, { sender, count, bytes }: SenderShare): void => {
  waiting.count = Math.max(0, waiting.count - count);
  waiting.bytes = Math.max(0, waiting.bytes - bytes);
  const own = waiting.bySender.get(sender);
  if (own === undefined) return;
  own.count -= count;
  own.bytes -= bytes;
  if (own.count <= 0) waiting.bySender.delete(sender);
};
