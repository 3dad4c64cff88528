import type { Account } from './account/account.ts';
import { isReadReceipt } from './chats/receipt-rows.ts';
import type { Link } from './connection/link.ts';
import type { Context } from './context.ts';
import type { KeyBase } from './crypto/key-base.ts';
import { createOutbox, type Outbox } from './outbox/outbox.ts';
import { createSessionWork, type SessionWork } from './outbox/session-work.ts';
import type { Standing } from './people/standing.ts';
import type { Exclusive } from './platform/exclusive.ts';
import type { Privacy } from './privacy/privacy.ts';
import { createSealed, type Sealed } from './sealed/sealed.ts';
import type { toSends } from './settings/shown-receipts.ts';
import type { SyncWork } from './sync/sync.ts';
import { createTogether } from './sync/together.ts';
import type { SyncOut } from './sync/types.ts';
import type { Trust } from './trust.ts';

/** What leaves this device: what encrypts it, and the ways it takes. */
export interface Outgoing {
  readonly sessions: SessionWork;
  readonly sealed: Sealed;
  readonly outbox: Outbox;
  readonly together: SyncOut['together'];
}

/** Asks for the keys and `privacy` when something leaves. */
export const createOutgoing = (
  context: Context,
  options: {
    readonly account: Pick<Account, 'api' | 'pin' | 'ready'>;
    readonly link: Link;
    readonly exclusive: Exclusive;
    /** The present keys; throws `not_registered`. */
    readonly base: () => KeyBase;
    readonly trust: Pick<Trust, 'changed' | 'keyLog' | 'isWithheld' | 'isFailed'>;
    readonly standing: Pick<Standing, 'isBlocked' | 'mayAnswer'>;
    readonly sends: ReturnType<typeof toSends>;
    readonly sync: SyncWork;
    readonly privacy: () => Pick<
      Privacy,
      'tokenFor' | 'lostSessions' | 'committed' | 'onCertificate'
    >;
    /** There is an account, and it may be worked with. */
    readonly isReady: () => boolean;
    readonly onOwnDevicesChanged: () => void;
  },
): Outgoing => {
  const { account, base, isReady, link, privacy, sends, standing, sync, trust } = options;
  const sessions = createSessionWork(context, {
    exclusive: options.exclusive,
    base,
    api: account.api,
    changed: trust.changed,
    isWithheld: trust.isWithheld,
    isFailed: trust.isFailed,
    isWithheldByLog: trust.keyLog.isWithheld,
  });
  const sealed = createSealed(context, { account, link, base, outbox: () => outbox, privacy });
  const outbox = createOutbox(context, {
    sealed,
    link,
    sessions,
    sync,
    ownAccountId: () => (isReady() ? (account.ready()?.accountId ?? null) : null),
    isBlocked: standing.isBlocked,
    isReceiptWanted: ({ accountId, content }) =>
      standing.mayAnswer(accountId) &&
      (isReadReceipt(content) ? sends.sendsReadReceipts : sends.sendsDeliveryReceipts)(accountId),
    isWithheld: trust.isWithheld,
    privacy,
    onOwnDevicesChanged: options.onOwnDevicesChanged,
  });
  const together = createTogether(context, { sessions, outbox, sync, isReady });
  return { sessions, sealed, outbox, together };
};
