import type { DeviceKeys } from '../../contract/wire/keys.ts';
import type { SignedOutReason } from '../../contract/wire/signed-out.ts';
import type { Account, Device, RemovedAccount } from './types/accounts.ts';
import type { AffiliateStore } from './types/affiliate.ts';
import type { ConsentStore } from './types/consent.ts';
import type { DeviceStore, StoredDevice } from './types/devices.ts';
import type { KeyMapStore } from './types/key-map.ts';
import type { LogStore } from './types/log.ts';
import type { ManifestStore } from './types/manifests.ts';
import type { DeliveryStore, ProfileStore, ReportStore } from './types/people.ts';
import type { PolicyStore } from './types/policies.ts';
import type { AccountRef, DeviceRef } from './types/refs.ts';

export type { Account, AccountRef, Device, DeviceRef, RemovedAccount };

export type OneTimeKey = DeviceKeys['preKeys'][number];
export type SignedKey = DeviceKeys['signedPreKey'];

export interface NewRegistration {
  readonly id: string;
  readonly number: string;
  readonly codeHash: Uint8Array<ArrayBuffer>;
  readonly tries: number;
  readonly expiresAt: number;
}

export type CodeTry =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'used_up' }
  | {
      readonly kind: 'try';
      readonly codeHash: Uint8Array;
      readonly expiresAt: number;
      readonly number: string;
    };

export interface RegistrationStore {
  readonly add: (registration: NewRegistration) => Promise<void>;
  /** Takes one try before the code is compared, so that guesses made at once count each. */
  readonly takeTry: (id: string) => Promise<CodeTry>;
  /** The number is proved: remembers the token's hash and forgets the code. */
  readonly prove: (
    id: string,
    tokenHash: Uint8Array<ArrayBuffer>,
    expiresAt: number,
  ) => Promise<void>;
  readonly remove: (id: string) => Promise<void>;
  /** Removes at most `limit` that nobody can use any more; gives how many. */
  readonly expire: (now: number, limit: number) => Promise<number>;
}

export interface NewAccount {
  readonly registrationTokenHash: Uint8Array<ArrayBuffer>;
  readonly now: number;
  /** The id if the account is new. */
  readonly accountId: string;
  readonly identityKey: string;
  readonly findableByNumber: boolean;
  readonly device: DeviceKeys;
  readonly tokenHash: Uint8Array<ArrayBuffer>;
  /** How long it is remembered why the tokens that this makes worthless are so. */
  readonly formerTokensUntil: number;
  /** A device that showed its token: its account stays if it has the number and the identity key. */
  readonly proof: Device | null;
}

export type CreatedAccount =
  | { readonly kind: 'expired' }
  | { readonly kind: 'created'; readonly device: Device; readonly removed: RemovedAccount | null };

/** Of an account that its owner deleted nothing is remembered. */
export type FormerTokenReason = Exclude<SignedOutReason, 'account_deleted'>;

/** What is known of a token that was a device's. */
export interface FormerToken {
  readonly reason: FormerTokenReason;
  /** What another device of the account left for it, base64. */
  readonly farewell: string | null;
}

export interface AccountStore {
  /** One transaction: takes the registration, removes a former account of the number, makes the new one. */
  readonly create: (account: NewAccount) => Promise<CreatedAccount>;
  readonly authenticate: (
    accountId: string,
    deviceId: number,
  ) => Promise<(Device & { readonly tokenHash: Uint8Array }) | null>;
  readonly get: (ref: AccountRef) => Promise<(Account & { readonly identityKey: string }) | null>;
  /** Removes every row that belongs to the account or names it, its former tokens too. */
  readonly remove: (ref: AccountRef) => Promise<RemovedAccount | null>;
  /** Why a token that was a device's is worth nothing any more; null when that is not known. */
  readonly findFormerToken: (tokenHash: Uint8Array<ArrayBuffer>) => Promise<FormerToken | null>;
  /** Forgets at most `limit` former tokens whose time is over; gives how many. */
  readonly expireFormerTokens: (now: number, limit: number) => Promise<number>;
  /** False when somebody has it. */
  readonly setUsername: (ref: AccountRef, username: string | null) => Promise<boolean>;
  readonly setFindable: (ref: AccountRef, findable: boolean) => Promise<void>;
  /** Does the same work for a number that is absent and one that is hidden. */
  readonly findByNumber: (number: string) => Promise<string | null>;
  readonly findByUsername: (username: string) => Promise<string | null>;
}

export interface KeyCounts {
  readonly preKeyCount: number;
  readonly kyberPreKeyCount: number;
}

export interface TakenKeys {
  readonly identityKey: string;
  readonly devices: readonly (KeyCounts & {
    readonly deviceRef: DeviceRef;
    readonly deviceId: number;
    readonly registrationId: number;
    readonly signedPreKey: SignedKey;
    readonly preKey: OneTimeKey | null;
    /** One-time if there was one, else the last resort. */
    readonly kyberPreKey: SignedKey;
  })[];
}

export interface AddedKeys {
  readonly signedPreKey?: SignedKey | undefined;
  readonly lastResortKyberPreKey?: SignedKey | undefined;
  readonly preKeys: readonly OneTimeKey[];
  readonly kyberPreKeys: readonly SignedKey[];
}

export interface SigningKeys {
  readonly identityKey: string;
  readonly devices: readonly Pick<
    StoredDevice,
    'deviceId' | 'registrationId' | 'signingKey' | 'signingKeySignature'
  >[];
}

export interface KeyStore {
  /**
   * Each one-time key leaves once, ever, even when the same key is added again; of all devices none of `except`, who asks. Null: no
   * such account.
   */
  readonly take: (
    accountId: string,
    deviceIds: readonly number[] | undefined,
    except?: DeviceRef,
  ) => Promise<TakenKeys | null>;
  /** The signing keys of the account's devices, in the order of their numbers. Null: no such account. */
  readonly signingKeys: (accountId: string) => Promise<SigningKeys | null>;
  /** `identityKey`: whose signatures were checked. Null: the device is no more, or its account has another identity key now. */
  readonly add: (
    device: DeviceRef,
    identityKey: string,
    keys: AddedKeys,
  ) => Promise<KeyCounts | null>;
  readonly count: (device: DeviceRef) => Promise<KeyCounts>;
  /** Id of the Kyber key that is handed out when no other is left; null: the device is no more. */
  readonly lastResortId: (device: DeviceRef) => Promise<number | null>;
  /** Removes every one-time key of every device: a restored backup may hold some that had left. Gives the devices. */
  readonly discardOneTime: () => Promise<readonly DeviceRef[]>;
}

/** Envelopes that one account's devices sent, and the bytes of their bodies. */
export interface SenderShare {
  /** 0 for who sent sealed, and for accounts that are no more. */
  readonly sender: AccountRef;
  readonly count: number;
  readonly bytes: number;
}

/** Where an account's envelopes go. */
export interface Route {
  readonly accountRef: AccountRef;
  readonly accountId: string;
  /** SHA-256 of the token that others must show; null: everybody may send. */
  readonly deliveryTokenHash: Uint8Array | null;
  /** SHA-256 of the token with which others may send sealed; null: nobody may. */
  readonly sealedTokenHash: Uint8Array | null;
  /** Waiting for all its devices, each sender once. */
  readonly waiting: readonly SenderShare[];
  readonly devices: readonly {
    readonly ref: DeviceRef;
    readonly deviceId: number;
    readonly registrationId: number;
    /** No envelope has a greater sequence number. */
    readonly reservedSeq: number;
  }[];
}

export interface StoredEnvelope {
  readonly deviceRef: DeviceRef;
  readonly seq: number;
  /** As it is handed out; opaque to the store. */
  readonly body: Uint8Array<ArrayBuffer>;
}

export interface StoredSend {
  /** 0: it was sent sealed. */
  readonly sender: DeviceRef;
  /** 16 bytes. */
  readonly clientMessageId: Uint8Array<ArrayBuffer>;
  readonly acceptedAt: number;
  readonly envelopes: readonly StoredEnvelope[];
}

export interface RelayBatch {
  readonly sends: readonly StoredSend[];
  /** Raises the sequence numbers that a device's envelopes may have, in the same transaction. */
  readonly reserve: readonly { readonly deviceRef: DeviceRef; readonly throughSeq: number }[];
}

/** `gone`: a device is no more and nothing was stored. A number: when the same send was taken before; nothing was stored now. */
export type SendOutcome = 'taken' | 'gone' | number;

export interface RelayStore {
  readonly routes: (accountIds: readonly string[]) => Promise<readonly Route[]>;
  /**
   * One transaction for the whole batch, one outcome a send. Rejects when it failed; whether anything was stored is
   * then unknown until it is sent again.
   */
  readonly commit: (batch: RelayBatch) => Promise<readonly SendOutcome[]>;
  /** When this send was taken, or null. */
  readonly findSend: (
    sender: DeviceRef,
    clientMessageId: Uint8Array<ArrayBuffer>,
  ) => Promise<number | null>;
  /** Removes what devices have committed; one transaction. Gives what went of each. */
  readonly acknowledge: (
    acks: readonly { readonly deviceRef: DeviceRef; readonly throughSeq: number }[],
  ) => Promise<readonly (readonly SenderShare[])[]>;
  /** At most `limit` envelopes after `afterSeq`, in order, stopping after `maxBytes`. */
  readonly waiting: (
    device: DeviceRef,
    afterSeq: number,
    limit: number,
    maxBytes: number,
  ) => Promise<readonly StoredEnvelope[]>;
  /** Removes at most `limit` envelopes taken before `before`; gives the accounts' ids whose queues shrank, and how many rows went. */
  readonly expireEnvelopes: (
    before: number,
    limit: number,
  ) => Promise<{ readonly removed: number; readonly accountIds: readonly string[] }>;
  /** Looks at about `limit` client message ids, further on each time, and forgets those taken before `before`; gives how many. */
  readonly expireSends: (before: number, limit: number) => Promise<number>;
}

/** The server's one owner of durability. What a call resolved with is on disk. */
export interface Store {
  readonly registrations: RegistrationStore;
  readonly accounts: AccountStore;
  readonly devices: DeviceStore;
  readonly manifests: ManifestStore;
  readonly keys: KeyStore;
  readonly relay: RelayStore;
  readonly log: LogStore;
  readonly keyMap: KeyMapStore;
  /** Its entries are the heads of the map; else as `log`. */
  readonly keyLog: LogStore;
  readonly policies: PolicyStore;
  readonly consent: ConsentStore;
  readonly affiliate: AffiliateStore;
  readonly reports: ReportStore;
  readonly profiles: ProfileStore;
  readonly delivery: DeliveryStore;
  /** Rejects when the store cannot answer. */
  readonly check: () => Promise<void>;
  readonly close: () => Promise<void>;
}
