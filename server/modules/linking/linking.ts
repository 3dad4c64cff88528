import { timingSafeEqual } from 'node:crypto';
import { CodedError } from '../../../contract/errors/coded-error.ts';
import { callerOf, type Handlers } from '../../http/handlers.ts';
import { createWaits } from '../../platform/waits.ts';
import { createMailboxes, type Mailbox, type MailboxDependencies } from './mailboxes.ts';

export interface Linking {
  readonly handlers: Pick<Handlers, 'openMailbox' | 'readMailbox' | 'answerMailbox'>;
  /** Lets go of who waits. */
  readonly close: () => void;
}

/** Who reads waits once; a second time stands for a first that was given up. */
const mostWaits = 2;
const nobody = new Uint8Array(32);

/** How a new device hears from a linked one, whom it cannot reach otherwise. The server reads nothing of it. */
export const createLinking = (dependencies: Omit<MailboxDependencies, 'onExpired'>): Linking => {
  const { hashToken } = dependencies;
  const waits = createWaits(mostWaits);
  const mailboxes = createMailboxes({ ...dependencies, onExpired: waits.wake });

  /** The same for a mailbox that is not there and one of somebody else's. */
  const openWith = (id: string, tokenHash: Uint8Array): Mailbox => {
    const mailbox = mailboxes.find(id);
    const isOwn = timingSafeEqual(tokenHash, mailbox?.readTokenHash ?? nobody);
    if (mailbox === null || !isOwn) throw new CodedError('link_expired');
    return mailbox;
  };

  return {
    handlers: {
      openMailbox: async (_request, { source, network }) => mailboxes.open(source, network),
      readMailbox: async ({ mailboxId, readToken, waitMs }, { onGone }) => {
        const tokenHash = hashToken(readToken);
        const first = openWith(mailboxId, tokenHash);
        if (first.left !== null || waitMs === 0) return { sealed: first.left?.sealed ?? null };
        const wait = waits.begin(mailboxId, { waitMs, onGone });
        try {
          for (;;) {
            const again = await wait.next();
            const { left } = openWith(mailboxId, tokenHash);
            if (left !== null || !again) return { sealed: left?.sealed ?? null };
          }
        } finally {
          wait.end();
        }
      },
      answerMailbox: async ({ mailboxId, sealed }, context) => {
        const { deviceRef } = callerOf(context);
        const mailbox = mailboxes.find(mailboxId);
        if (mailbox === null) throw new CodedError('link_expired');
        mailbox.left ??= { sealed, by: deviceRef };
        // Its own message once more: the answer to the first was lost.
        if (mailbox.left.by !== deviceRef || mailbox.left.sealed !== sealed)
          throw new CodedError('link_used');
        waits.wake(mailboxId);
        return {};
      },
    },
    close: () => {
      waits.close();
      mailboxes.close();
    },
  };
};
