import { dropAdding } from './devices/adding.ts';
import { dropNewKeys } from './devices/new-keys.ts';
import { forgetProfiles } from './profile/forget.ts';
import type { Store } from './store/index.ts';

/** What is forgotten when keys go: the one list of it. */
export interface Forgetting {
  /** Other keys of this device take the place of those there were: nothing that rested on them stands. Inside a transaction. */
  readonly keysReplaced: () => void;
  /** The account made new keys, and stays the one it is. Inside a transaction. */
  readonly keysRenewed: () => void;
  /** After the commit of that. */
  readonly keysRenewedAfter: () => void;
  /** The account goes from this device. Inside a transaction. */
  readonly accountRemoved: () => void;
}

/** The parts that hold what rests on keys. */
export interface ForgettingParts {
  /** Null without an account. */
  readonly ownAccountId: string | null;
  readonly keys: { readonly forget: () => void };
  readonly sharing: { readonly forget: () => void };
  readonly sync: { readonly clear: () => void };
  readonly sealed: { readonly forget: () => void };
  readonly trust: {
    readonly changed: { readonly reload: () => void };
    readonly marks: { readonly removeAll: () => void };
  };
  readonly synced: { readonly reseal: () => void };
  readonly privacy: { readonly renew: () => void };
  readonly devices: { readonly onKeysReplaced: () => void };
  readonly encryption: { readonly onKeysReplaced: () => void };
}

/** Asks for the parts when there is something to forget. */
export const createForgetting = (store: Store, parts: () => ForgettingParts): Forgetting => {
  /** What waits was encrypted with keys that are no more; for the own devices, for ones that are no more either. */
  const dropCiphertexts = (own: string | null): void => {
    for (const accountId of store.outbox.recipients())
      if (accountId === own) store.outbox.removeOf(accountId);
      else store.outbox.dropCiphertexts(accountId);
  };
  return {
    keysReplaced: () => {
      const { keys, sealed, sharing, sync, trust } = parts();
      keys.forget();
      trust.changed.reload();
      sharing.forget();
      sync.clear();
      dropAdding(store.meta);
      dropNewKeys(store.meta);
      forgetProfiles(store);
      sealed.forget();
      dropCiphertexts(null);
    },
    keysRenewed: () => {
      const { keys, ownAccountId, privacy, sync, synced, trust } = parts();
      keys.forget();
      sync.clear();
      trust.marks.removeAll();
      synced.reseal();
      privacy.renew();
      dropCiphertexts(ownAccountId);
    },
    keysRenewedAfter: () => {
      const { devices, encryption } = parts();
      for (const part of [devices, encryption]) part.onKeysReplaced();
    },
    accountRemoved: () => {
      const { keys, sync } = parts();
      keys.forget();
      store.keys.clear();
      sync.clear();
      for (const accountId of store.outbox.recipients()) store.outbox.removeOf(accountId);
    },
  };
};
