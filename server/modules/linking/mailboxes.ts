import { CodedError } from '../../../contract/errors/coded-error.ts';
import type { Clock } from '../../platform/clock.ts';
import { type RandomBytes, randomToken, randomUuid } from '../../platform/random.ts';
import type { ServerLimits } from '../../server-limits.ts';

export interface Mailbox {
  readonly id: string;
  readonly source: string;
  readonly network: string;
  readonly readTokenHash: Uint8Array;
  readonly expiresAt: number;
  /** What was left, base64, and by which device. */
  left: { readonly sealed: string; readonly by: number } | null;
}

export interface OpenedMailbox {
  readonly mailboxId: string;
  readonly readToken: string;
  readonly expiresAt: number;
}

/** Places for one sealed message each. They live for minutes, in memory, and are lost with the process. */
export interface Mailboxes {
  /** Throws `rate_limited` when this source, or the network around it, has too many, `unavailable` when there are too many of all. */
  readonly open: (source: string, network: string) => OpenedMailbox;
  /** Null when there is none, or not any more. */
  readonly find: (id: string) => Mailbox | null;
  readonly close: () => void;
}

export interface MailboxDependencies {
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly hashToken: (token: string) => Uint8Array<ArrayBuffer>;
  readonly limits: Pick<
    ServerLimits,
    'linkLifetimeMs' | 'maxMailboxes' | 'maxMailboxesPerSource' | 'maxMailboxesPerNetwork'
  >;
  /** A mailbox is no more. */
  readonly onExpired: (id: string) => void;
}

const sweepMs = 10_000;

const createCounter = (most: number) => {
  const counts = new Map<string, number>();
  return {
    isFull: (of: string): boolean => (counts.get(of) ?? 0) >= most,
    add: (of: string): void => void counts.set(of, (counts.get(of) ?? 0) + 1),
    remove: (of: string): void => {
      const count = (counts.get(of) ?? 1) - 1;
      if (count > 0) counts.set(of, count);
      else counts.delete(of);
    },
  };
};

export const createMailboxes = (dependencies: MailboxDependencies): Mailboxes => {
  const { clock, random, hashToken, limits, onExpired } = dependencies;
  const mailboxes = new Map<string, Mailbox>();
  const bySource = createCounter(limits.maxMailboxesPerSource);
  const byNetwork = createCounter(limits.maxMailboxesPerNetwork);

  const isOver = ({ expiresAt }: Mailbox): boolean => {
    const left = expiresAt - clock.now();
    // More than it ever had: the clock was ahead when it was opened, and was put right since.
    return left <= 0 || left > limits.linkLifetimeMs;
  };
  const remove = ({ id, source, network }: Mailbox): void => {
    mailboxes.delete(id);
    bySource.remove(source);
    byNetwork.remove(network);
    onExpired(id);
  };
  const expire = (): void => {
    for (const mailbox of mailboxes.values()) if (isOver(mailbox)) remove(mailbox);
  };
  const timer = setInterval(expire, sweepMs);

  return {
    open: (source, network) => {
      expire();
      if (bySource.isFull(source) || byNetwork.isFull(network))
        throw new CodedError('rate_limited', { retryAfterMs: limits.linkLifetimeMs });
      if (mailboxes.size >= limits.maxMailboxes) throw new CodedError('unavailable');
      const id = randomUuid(random);
      const readToken = randomToken(random);
      const expiresAt = clock.now() + limits.linkLifetimeMs;
      const readTokenHash = hashToken(readToken);
      mailboxes.set(id, { id, source, network, readTokenHash, expiresAt, left: null });
      bySource.add(source);
      byNetwork.add(network);
      return { mailboxId: id, readToken, expiresAt };
    },
    find: (id) => {
      const mailbox = mailboxes.get(id);
      if (mailbox === undefined) return null;
      if (!isOver(mailbox)) return mailbox;
      remove(mailbox);
      return null;
    },
    close: () => {
      clearInterval(timer);
      mailboxes.clear();
    },
  };
};
