import { IdentityKeyPair } from '@signalapp/libsignal-client';
import { CodedError, isCodedError } from '../../contract/errors/coded-error.ts';
import { type LinkingCode, parseLinkingCode } from '../../contract/linking/code.ts';
import {
  linkComparison,
  type ProvisionedHistory,
  type SeenManifest,
} from '../../contract/linking/provision.ts';
import type { Account } from '../account/account.ts';
import type { ReadyAccount } from '../account/stored.ts';
import type { Context } from '../context.ts';
import { toBase64, toBytes } from '../crypto/bytes.ts';
import { loadKnownKeys } from './known-keys.ts';
import { sealProvision } from './provisioning.ts';
import { serverKeyHash } from './server-key-hash.ts';
import { needSyncSecret } from './sync-key.ts';

/** Links apps that show a code. */
export interface Approving {
  /** What a code says, and what to compare. Throws `link_code_invalid`, `link_other_server`, `not_registered`. Asks nobody. */
  readonly read: (text: string) => {
    readonly deviceName: string;
    readonly number: string;
    readonly comparison: string;
  };
  /**
   * Hands the app that shows the code what it needs to join. Rejects with `too_many_devices`, `link_expired`, `link_used` and as
   * `read` and `Api` do.
   */
  readonly approve: (text: string, withHistory: boolean) => Promise<void>;
  /** The account has other keys: what was answered with the former leads nowhere. */
  readonly forget: () => void;
}

/** History that goes along with an approval. */
export interface HistoryOffer {
  /** Opens a transfer and keeps what it takes to fill it. Rejects as `Api` does. */
  readonly offer: () => Promise<ProvisionedHistory>;
  /** Nobody was told of it. */
  readonly withdraw: () => Promise<void>;
}

interface Answer {
  readonly mailboxId: string;
  readonly sealed: string;
  readonly isOffered: boolean;
  readonly isAnswered: boolean;
}

/** Over the account of this device. */
export const createApproving = (
  context: Context,
  options: {
    readonly account: Account;
    readonly history: HistoryOffer;
    /** A device may join from here on. */
    readonly onOpened: () => void;
    /** The highest version of the account's manifest that was authenticated here; null for none. */
    readonly seenManifest: () => SeenManifest | null;
    /** An app of this name was handed the account's keys. */
    readonly onHanded: (name: string) => void;
  },
): Approving => {
  const { store } = context;
  const { account, history } = options;

  const own = (): { readonly ready: ReadyAccount; readonly identity: IdentityKeyPair } => {
    const ready = account.ready();
    const kept = store.keys.identity();
    if (!ready || !kept) throw new CodedError('not_registered');
    return { ready, identity: IdentityKeyPair.deserialize(toBytes(kept.keyPair)) };
  };

  const readHere = (text: string): LinkingCode => {
    const code = parseLinkingCode(text);
    const pin = account.pin();
    if (!pin) throw new CodedError('not_registered');
    if (toBase64(code.serverKeyHash) !== toBase64(serverKeyHash(pin.publicKey)))
      throw new CodedError('link_other_server');
    return code;
  };

  /** The last answer: given again, the same, when it is not known whether it came to its place. */
  let last: Answer | null = null;

  const newTicket = async (): Promise<string> => {
    options.onOpened();
    return (await account.api()('createLinkTicket', {})).ticket;
  };
  const prepare = async (code: LinkingCode, withHistory: boolean): Promise<Answer> => {
    const { ready, identity } = own();
    // First what may be refused: a new ticket puts an end to one with which another app is joining.
    const offered = withHistory ? await history.offer() : null;
    const ticket = await newTicket().catch(async (error: unknown) => {
      if (offered) await history.withdraw();
      throw error;
    });
    const sealed = sealProvision(code, {
      v: 1,
      accountId: ready.accountId,
      number: ready.number,
      name: ready.name,
      identityKeyPair: toBase64(identity.serialize()),
      syncKey: toBase64(needSyncSecret(store.meta, ready.accountId).key),
      ticket,
      deviceId: ready.deviceId,
      history: offered,
      manifest: options.seenManifest(),
      signingKeys: loadKnownKeys(store.meta).map(([of, key]): [number, string] => [of, key]),
    });
    const { mailboxId } = code;
    return { mailboxId, sealed, isOffered: offered !== null, isAnswered: false };
  };

  return {
    read: (text) => {
      const { ready, identity } = own();
      const code = readHere(text);
      return {
        deviceName: code.deviceName,
        number: ready.number,
        comparison: linkComparison(code, ready.accountId, identity.publicKey.serialize()),
      };
    },
    approve: async (text, withHistory) => {
      const code = readHere(text);
      const { mailboxId } = code;
      const before = last?.mailboxId === mailboxId ? last : null;
      // A new ticket would put an end to the one that is on its way.
      if (before?.isAnswered) throw new CodedError('link_used');
      const answer = before ?? (await prepare(code, withHistory));
      last = answer;
      try {
        await account.api()('answerMailbox', { mailboxId, sealed: answer.sealed });
      } catch (error) {
        const isOurs = before && isCodedError(error) && error.code === 'link_used';
        if (!isOurs) {
          if (isCodedError(error) && error.code.startsWith('link_')) {
            last = null;
            if (answer.isOffered) await history.withdraw();
          }
          throw error;
        }
      }
      last = { ...answer, isAnswered: true };
      options.onHanded(code.deviceName);
    },
    forget: () => {
      last = null;
    },
  };
};
