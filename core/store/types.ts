import type { ErrorBody } from '../../contract/errors/coded-error.ts';
import type { StoreState } from '../../contract/ipc/engine-state.ts';
import type { DeliveryState, Message } from '../../contract/ipc/model.ts';

/** Milliseconds since 1970-01-01T00:00Z. */
export interface StoreClock {
  now(): number;
}

export interface StoreOptions {
  /** Absolute path of the database; its folder must exist. Siblings of this name (`-wal`, `-shm`, `.kept-…`) belong to the store. */
  readonly file: string;
  /** 32 random bytes. Copied; the caller may wipe its own. */
  readonly key: Uint8Array;
  readonly clock: StoreClock;
}

export interface OpenedStore {
  /** Null when `opened.state` is `failed`: nothing was changed on the disk. */
  readonly store: Store | null;
  readonly opened: StoreState;
}

/**
 * The client database. Every call is synchronous and throws `CodedError`: `store_damaged` (call `repair`), `store_disk_full`,
 * `store_write_failed`, `closing` after `close`. A call that writes is a transaction of its own unless one is open.
 */
export interface Store {
  readonly meta: MetaRepository;
  readonly keys: KeysRepository;
  readonly contacts: ContactsRepository;
  readonly chats: ChatsRepository;
  readonly messages: MessagesRepository;
  readonly outbox: OutboxRepository;
  readonly inbox: InboxRepository;
  readonly search: SearchRepository;
  /** BEGIN IMMEDIATE … COMMIT around `work`; durable once it returns. A throw rolls everything back. Inner calls join the outer one. `work` must not be async. */
  transaction<T>(work: () => T): T;
  /** How the database opened, or was repaired since; `failed` between damage and `repair`. */
  state(): StoreState;
  /** The person read what was kept; the state is `ok` from now on. */
  acknowledge(): StoreState;
  /** Called once when damage was met during work. The store answers `store_damaged` until `repair` returned. */
  onDamaged(listener: () => void): () => void;
  /** Keeps the damaged file aside, repairs or salvages, and goes on with the same `Store`. Core reads again whatever it cached.
   * Rejects with `store_disk_full`, `store_write_failed` or `store_damaged` (nothing can be read); then it can be called again. */
  repair(): Promise<StoreState>;
  /**
   * Verifies the whole file in slices between other work, for an idle moment. False when damage was found (`onDamaged` was called).
   * `signal`, `repair` and `close` end it early; then true.
   */
  verify(options?: VerifyOptions): Promise<boolean>;
  /** Checkpoints and closes. Idempotent. */
  close(): Promise<void>;
}

export interface VerifyOptions {
  readonly pagesPerSlice?: number;
  readonly signal?: AbortSignal;
}

/** JSON values by name: account, server pin, settings. */
export interface MetaRepository {
  /** The parsed value; undefined when there is none. The caller checks its shape. */
  get(name: string): unknown;
  /** `value` must survive JSON. */
  set(name: string, value: unknown): void;
  remove(name: string): void;
}

export interface OwnIdentity {
  /** libsignal's serialised IdentityKeyPair. */
  readonly keyPair: Uint8Array;
  readonly registrationId: number;
  /** Ed25519 secret of this device, in the form that core chose. */
  readonly signingKey: Uint8Array;
}

/** `one_time`: EC one-time pre-keys. `signed`: signed EC pre-keys. `kyber`: one-time and last-resort Kyber keys, which share their ids. */
export type PreKeyKind = 'one_time' | 'signed' | 'kyber';

export interface PreKeyRow {
  readonly keyId: number;
  /** libsignal's serialised record. */
  readonly record: Uint8Array;
  readonly createdAt: number;
  /** Only of `kyber`: used again and again until rotated. */
  readonly lastResort: boolean;
}

export interface SessionRow {
  readonly accountId: string;
  readonly deviceId: number;
  /** libsignal's serialised SessionRecord. */
  readonly record: Uint8Array;
}

export interface PeerIdentity {
  readonly accountId: string;
  /** Serialised public key. */
  readonly identityKey: Uint8Array;
  readonly firstSeenAt: number;
}

export interface KeysRepository {
  identity(): OwnIdentity | null;
  saveIdentity(identity: OwnIdentity): void;
  preKey(kind: PreKeyKind, keyId: number): PreKeyRow | null;
  savePreKeys(kind: PreKeyKind, rows: readonly PreKeyRow[]): void;
  removePreKeys(kind: PreKeyKind, keyIds: readonly number[]): void;
  /** The newest by creation; of `kyber`, the newest last-resort key. */
  newestPreKey(kind: 'signed' | 'kyber'): PreKeyRow | null;
  /** Removes signed keys, or last-resort Kyber keys, created before `before`, but never the newest. Returns how many. */
  removePreKeysBefore(kind: 'signed' | 'kyber', before: number): number;
  /** How many one-time keys there are that nobody used, published or not. */
  countOneTimeKeys(kind: 'one_time' | 'kyber'): number;
  /** Reserves `count` ids that were never given out here and returns the first. */
  reserveKeyIds(kind: PreKeyKind, count: number): number;
  /**
   * A message used this Kyber key. A one-time key is removed. For a last-resort key the triple is remembered;
   * false when it was used before with the same base key, which is a replay.
   */
  markKyberPreKeyUsed(keyId: number, signedPreKeyId: number, baseKey: Uint8Array): boolean;
  session(accountId: string, deviceId: number): Uint8Array | null;
  saveSessions(rows: readonly SessionRow[]): void;
  removeSession(accountId: string, deviceId: number): void;
  /** Devices of the account that have a session, ascending. */
  sessionDevices(accountId: string): readonly number[];
  peerIdentity(accountId: string): PeerIdentity | null;
  /** Keeps the key as the present one; a former one goes into the history. */
  savePeerIdentity(
    accountId: string,
    identityKey: Uint8Array,
    at: number,
  ): 'new' | 'same' | 'changed';
  /** Former keys, newest first. */
  formerIdentities(accountId: string): readonly {
    readonly identityKey: Uint8Array;
    readonly firstSeenAt: number;
    readonly replacedAt: number;
  }[];
  /** Everything about keys, when the account was removed. */
  clear(): void;
}

export interface ContactRow {
  readonly accountId: string;
  /** The name they gave themselves; null until known. */
  readonly name: string | null;
  readonly number: string | null;
  readonly username: string | null;
  readonly kind: 'person' | 'local_program';
  readonly gone: boolean;
}

export interface ContactsRepository {
  get(accountId: string): ContactRow | null;
  /** Inserts or replaces the whole row. */
  save(contact: ContactRow): void;
  /** The account seen last with this number; not one that is gone. */
  byNumber(number: string): ContactRow | null;
  byUsername(username: string): ContactRow | null;
}

export interface ChatRow {
  readonly chatId: string;
  readonly contact: ContactRow;
  /** The newest message; its text is cut to 400 characters. */
  readonly lastMessage: Message | null;
  readonly activeAt: number;
  readonly unreadCount: number;
  /** Everything up to this order was seen. */
  readonly readThrough: number;
  readonly draft: string | null;
}

export interface ReadResult {
  /** Received messages that became read now, oldest first: what a read receipt names. */
  readonly messageIds: readonly string[];
  readonly unreadCount: number;
}

export interface ChatsRepository {
  /** Newest first, `before` exclusive. One more than asked tells nothing: use `hasMore`. */
  list(page: {
    readonly limit: number;
    readonly before: { readonly activeAt: number; readonly chatId: string } | null;
  }): { readonly chats: readonly ChatRow[]; readonly hasMore: boolean };
  get(chatId: string): ChatRow | null;
  byPeer(accountId: string): ChatRow | null;
  /** The contact must be saved before. Does nothing when the chat exists; gives the chat with that person either way. */
  create(chat: {
    readonly chatId: string;
    readonly accountId: string;
    readonly activeAt: number;
  }): ChatRow;
  /** Empty text or null removes it. */
  saveDraft(chatId: string, text: string | null): void;
  markRead(chatId: string, throughOrder: number): ReadResult;
  /** Unread messages of all chats, kept as a running total. */
  unreadTotal(): number;
}

export interface NewMessage {
  readonly chatId: string;
  readonly messageId: string;
  readonly outgoing: boolean;
  /** When it was written, as it is shown; becomes `Message.at`. */
  readonly sentAt: number;
  /** When the server took it, or until then when it was stored: moves the chat up, and counts for `expireUndelivered`. */
  readonly at: number;
  readonly body: Message['body'];
  /** Of an unknown kind: the content as it came, kept for a later version. */
  readonly raw?: Uint8Array;
  /** Of outgoing messages; null otherwise. */
  readonly state: DeliveryState | null;
}

export type PageAnchor =
  | { readonly at: 'newest' }
  | { readonly at: 'unread' }
  | { readonly at: 'order'; readonly order: number };

export interface MessagePage {
  /** Oldest first. */
  readonly messages: readonly Message[];
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
  readonly firstUnreadOrder: number | null;
}

export interface MessagesRepository {
  /**
   * Adds in the given order, with the search index, the chats' last message, activity and unread counters. A message that is
   * there already (same chat, id and direction), or was received and deleted here, is left out of the answer.
   * Notices neither count as unread nor move the chat up. Throws `not_found` for an unknown chat.
   */
  add(messages: readonly NewMessage[]): readonly Message[];
  get(chatId: string, messageId: string): Message | null;
  /** An outgoing message by its id alone. */
  outgoing(messageId: string): Message | null;
  page(
    chatId: string,
    page: { readonly anchor: PageAnchor; readonly before: number; readonly after: number },
  ): MessagePage;
  /**
   * Moves outgoing messages forward: queued → sent → delivered → read; queued → failed; queued, sent → not_delivered; a receipt
   * still moves not_delivered and failed on. Ids that are unknown or would go back are left out. Gives the changed messages.
   */
  advance(change: {
    readonly chatId: string;
    readonly messageIds: readonly string[];
    readonly state: Exclude<DeliveryState, 'queued'>;
    /** When the server took it, for `sent`. Not the time that is shown. */
    readonly at?: number;
    /** For `failed`. */
    readonly problem?: ErrorBody;
  }): readonly Message[];
  /** A failed or undelivered message is queued again, with the time it has; null when it is in another state. The caller adds the outbox row. */
  requeue(messageId: string): Message | null;
  /** Outgoing messages of a chat in state `sent`, oldest first: what has no receipt. */
  awaitingReceipt(chatId: string, limit: number): readonly Message[];
  /** Marks messages `sent` before `sentBefore` (server time) as `not_delivered`; at most `limit`. Gives them. */
  expireUndelivered(sentBefore: number, limit: number): readonly Message[];
  /**
   * Delete for me: from now on pages, search, the chats' last message and the unread counters leave these messages of one chat out,
   * also after a crash. Gives those that were there and shown.
   */
  hide(chatId: string, orders: readonly number[]): readonly Message[];
  /** Brings back what is hidden and not removed yet. Gives it. */
  restore(orders: readonly number[]): readonly Message[];
  /** Orders of what is hidden. */
  hidden(): readonly number[];
  /** Removes what is hidden, for good, and gives it. Received ids stay known to `inbox`; a queued message leaves the outbox too. */
  removeHidden(): readonly Message[];
  /** Messages of an unknown kind with what came, after `afterOrder`, oldest first; for reading them after an update. */
  unknown(
    afterOrder: number,
    limit: number,
  ): readonly { readonly message: Message; readonly raw: Uint8Array }[];
  /** Gives an unknown message its body. */
  reveal(order: number, body: Message['body']): Message | null;
}

export interface NewOutboxRow {
  /** The frame's clientMessageId. */
  readonly id: string;
  readonly accountId: string;
  readonly kind: 'message' | 'receipt' | 'control';
  /** Of kind `message`. */
  readonly messageId: string | null;
  readonly chatId: string | null;
  /** What is encrypted. */
  readonly content: Uint8Array;
  readonly createdAt: number;
  /** When it is encrypted already. */
  readonly ciphertext?: Uint8Array | null;
}

export interface OutboxRow extends NewOutboxRow {
  /** Grows; the order of sending to one recipient. */
  readonly order: number;
  /** Encrypted already: send these same bytes again. */
  readonly ciphertext: Uint8Array | null;
}

export interface OutboxRepository {
  /** Gives the orders, as the rows stand. A row whose id is there already is not added again and gives the order it has. */
  add(rows: readonly NewOutboxRow[]): readonly number[];
  get(id: string): OutboxRow | null;
  /** Everyone who has rows, longest waiting first. */
  recipients(): readonly string[];
  /** Rows of one recipient in order, after `afterOrder` (0: from the first). */
  rowsOf(accountId: string, afterOrder: number, limit: number): readonly OutboxRow[];
  saveCiphertext(id: string, ciphertext: Uint8Array): void;
  /** Forgets ciphertexts of a recipient, to encrypt anew after their devices changed. */
  dropCiphertexts(accountId: string): void;
  /** Sent or given up. Ids that are gone already are fine. */
  remove(ids: readonly string[]): void;
  removeOf(accountId: string): void;
  /** Rows of kind `message`, kept as a running total. */
  queuedMessageCount(): number;
}

/** Which message ids were received, for de-duplication per sender; deleted messages included. */
export interface InboxRepository {
  has(accountId: string, messageId: string): boolean;
  /** For ids that have no message row. Rows of `messages` are known without this. */
  remember(accountId: string, messageIds: readonly string[], at: number): void;
  /** Forgets ids remembered before `before` that have no message row. Returns how many. */
  forget(before: number): number;
}

export interface SearchHit {
  readonly chatId: string;
  readonly messageId: string;
  readonly order: number;
  readonly contact: ContactRow;
  readonly at: number;
  readonly outgoing: boolean;
  /** Plain text in pieces; never HTML. */
  readonly snippet: readonly { readonly text: string; readonly match: boolean }[];
}

export interface SearchRepository {
  /** Messages that hold every word of `text` as a word's beginning, newest first. `before` is an order, exclusive. Any text is allowed. */
  messages(
    text: string,
    options: { readonly limit: number; readonly before?: number },
  ): readonly SearchHit[];
  /** Chats whose name, number or username holds every word as a beginning, most recently active first. */
  chats(text: string, limit: number): readonly ChatRow[];
}
