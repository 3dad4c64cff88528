import type { Account } from './account/account.ts';
import type { Link, LinkListener } from './connection/link.ts';
import { attempt, type Context } from './context.ts';
import type { NewKeys } from './devices/new-keys.ts';
import { ensureSyncKey } from './devices/sync-key.ts';
import type { Outbox } from './outbox/outbox.ts';
import type { AccountSettings } from './settings/settings.ts';

/** Acts on the account as it is at each call: what runs for it begins, what ran for another one ends. */
export const createFollowing =
  (
    context: Context,
    parts: {
      readonly account: Pick<Account, 'ready' | 'pin' | 'stored' | 'signOut'>;
      readonly link: Pick<Link, 'start' | 'stop'>;
      readonly listener: LinkListener;
      readonly newKeys: Pick<NewKeys, 'drop'>;
      readonly outbox: Pick<Outbox, 'reload'>;
      readonly settings: Pick<AccountSettings, 'accountLost' | 'accountCame'>;
      readonly defaultServerUrl: string | null;
      readonly isClosed: () => boolean;
      /** The account has its keys, and its chats may be shown. */
      readonly onReady: (accountId: string) => void;
    },
  ) =>
  (): void => {
    const { account, link, listener, newKeys, outbox, settings } = parts;
    const { store, random } = context;
    // A salvaged database may hold the account without its keys.
    if (account.ready() && !store.keys.identity()) {
      account.signOut('keys_lost');
      return;
    }
    const ready = account.ready();
    const pin = account.pin();
    link.stop();
    if (account.stored().phase === 'signed_out') settings.accountLost();
    if (!ready) {
      newKeys.drop();
      return;
    }
    attempt(context, 'sync key', () => ensureSyncKey(store.meta, random));
    settings.accountCame(ready);
    outbox.reload();
    parts.onReady(ready.accountId);
    if (parts.isClosed() || !pin) return;
    const { url, publicKey } = pin;
    link.start({ url, otherUrl: parts.defaultServerUrl, publicKey, credentials: ready }, listener);
  };
