import { dropAdding } from './devices/adding.ts';
import { dropNewKeys } from './devices/new-keys.ts';
import { forgetProfiles } from './profile/forget.ts';
import type { Store } from './store/index.ts';

/** Other keys of this device take the place of those there were: nothing that rested on them stands. Inside a transaction. */
export const forgetFormerKeys = (
  store: Store,
  parts: {
    readonly keys: { readonly forget: () => void };
    readonly changed: { readonly reload: () => void };
    readonly sharing: { readonly forget: () => void };
    readonly sync: { readonly clear: () => void };
    readonly sealed: { readonly forget: () => void };
  },
): void => {
  parts.keys.forget();
  parts.changed.reload();
  parts.sharing.forget();
  parts.sync.clear();
  dropAdding(store.meta);
  dropNewKeys(store.meta);
  forgetProfiles(store);
  parts.sealed.forget();
  // What waits was encrypted with keys that are no more.
  for (const accountId of store.outbox.recipients()) store.outbox.dropCiphertexts(accountId);
};
