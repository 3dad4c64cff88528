import type { IdentityKeyPair } from '@signalapp/libsignal-client';
import * as z from 'zod/mini';
import { CodedError } from '../../contract/errors/coded-error.ts';
import { type Provision, provisionSchema } from '../../contract/linking/provision.ts';
import { deviceKeysSchema } from '../../contract/wire/keys.ts';
import type { Account } from '../account/account.ts';
import { makeAccountKeys } from '../account/own-keys.ts';
import { createApi } from '../connection/api.ts';
import type { Context } from '../context.ts';
import { fromBase64 } from '../crypto/bytes.ts';
import type { Exclusive } from '../platform/exclusive.ts';
import type { MetaRepository } from '../store/types/meta.ts';
import { beginKnownDevices } from './device-news.ts';
import { sealDeviceName } from './names.ts';
import { saveSyncKey } from './sync-key.ts';

/** Adds this device to an account of which it was given the keys. */
export interface Adding {
  /** Whether something was prepared that is not done. */
  readonly pending: () => boolean;
  /** Makes this device's keys and keeps all that adding needs, so that a crash from here on loses nothing. */
  readonly prepare: (joining: {
    readonly provision: Provision;
    readonly identity: IdentityKeyPair;
    readonly deviceName: string;
  }) => void;
  /** Asks the server to add it; there is an account once it resolves. Rejects as `Api` does, and with `proof_invalid`. */
  readonly add: () => Promise<void>;
  readonly forget: () => void;
}

const metaName = 'devices.adding';

// Without the identity key pair, which stands among the keys by then.
const pendingSchema = z.object({
  provision: z.omit(provisionSchema, { identityKeyPair: true }),
  request: z.object({ ticket: z.string(), sealedName: z.string(), device: deviceKeysSchema }),
});
type Pending = z.infer<typeof pendingSchema>;

/** Other keys take the place of those that were prepared. Inside a transaction. */
export const dropAdding = (meta: MetaRepository): void => meta.remove(metaName);

/** Over the database; it is the same request each time, so that one whose answer was lost is answered again. */
export const createAdding = (
  context: Context,
  options: {
    readonly account: Account;
    readonly exclusive: Exclusive;
    /** Called before the keys of the account take the place of old ones. Inside a transaction. */
    readonly onKeysReplaced: () => void;
    /** There is an account: what is to be kept together with it. Inside its transaction; gives what is to be called after. */
    readonly onJoined: (provision: Pending['provision']) => () => void;
  },
): Adding => {
  const { store, random, clock, network } = context;
  const { account } = options;
  const { meta } = store;

  const load = (): Pending | null => pendingSchema.safeParse(meta.get(metaName)).data ?? null;

  return {
    pending: () => load() !== null,
    prepare: ({ provision: { identityKeyPair: _, ...provision }, identity, deviceName }) => {
      const secret = { accountId: provision.accountId, key: fromBase64(provision.syncKey) };
      store.transaction(() => {
        options.onKeysReplaced();
        const { device } = makeAccountKeys(store, random, clock.now(), identity);
        const sealedName = sealDeviceName(secret, device.signingKey, deviceName, random);
        const request = { ticket: provision.ticket, sealedName, device };
        meta.set(metaName, { provision, request } satisfies Pending);
      });
    },
    add: () =>
      options.exclusive(async () => {
        const pin = await account.settleServer();
        const pending = load();
        if (!pending) throw new CodedError('link_expired');
        const { provision, request } = pending;
        const api = createApi({ network, credentials: null, baseUrl: pin.url });
        const added = await api('addDevice', request);
        // Both were shown and compared before: whoever answered has said them, and here is what the server knows.
        if (added.accountId !== provision.accountId || added.number !== provision.number)
          throw new CodedError('proof_invalid');
        // Given up meanwhile.
        if (!load()) throw new CodedError('link_expired');
        let committed = (): void => undefined;
        account.join({ phase: 'ready', name: provision.name, ...added }, () => {
          meta.remove(metaName);
          saveSyncKey(meta, fromBase64(provision.syncKey));
          beginKnownDevices(context);
          committed = options.onJoined(provision);
        });
        committed();
      }),
    forget: () => {
      if (!load()) return;
      store.transaction(() => {
        meta.remove(metaName);
        // The account's private key is nobody's here. What is known of others stays, as when it is added.
        store.keys.clearOwn();
      });
    },
  };
};
