import type { StoreState } from '../../contract/ipc/engine-state.ts';
import type { ChatsRepository } from './types/chats.ts';
import type { ChoicesRepository } from './types/choices.ts';
import type { ContactsRepository } from './types/contacts.ts';
import type { DisclosuresRepository } from './types/disclosures.ts';
import type { HistoryRepository } from './types/history.ts';
import type { InboxRepository } from './types/inbox.ts';
import type { KeyChangesRepository } from './types/key-changes.ts';
import type { KeyEntriesRepository } from './types/key-entries.ts';
import type { KeyLabelsRepository } from './types/key-labels.ts';
import type { KeysRepository } from './types/keys.ts';
import type { LogNotesRepository } from './types/log-notes.ts';
import type { MessagesRepository } from './types/messages.ts';
import type { MetaRepository } from './types/meta.ts';
import type { OutboxRepository } from './types/outbox.ts';
import type { ProfilesRepository } from './types/profiles.ts';
import type { RegistersRepository } from './types/registers.ts';
import type { SearchRepository } from './types/search.ts';
import type { SyncRepository } from './types/sync.ts';
import type { UsageRepository } from './types/usage.ts';

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
  readonly keyChanges: KeyChangesRepository;
  readonly contacts: ContactsRepository;
  readonly chats: ChatsRepository;
  readonly messages: MessagesRepository;
  readonly outbox: OutboxRepository;
  readonly inbox: InboxRepository;
  readonly history: HistoryRepository;
  readonly search: SearchRepository;
  readonly choices: ChoicesRepository;
  readonly usage: UsageRepository;
  readonly logNotes: LogNotesRepository;
  readonly keyEntries: KeyEntriesRepository;
  readonly keyLabels: KeyLabelsRepository;
  readonly disclosures: DisclosuresRepository;
  readonly profiles: ProfilesRepository;
  readonly registers: RegistersRepository;
  readonly sync: SyncRepository;
  /** BEGIN IMMEDIATE … COMMIT around `work`; durable once it returns. A throw rolls everything back. Inner calls join the outer one. `work` must not be async. */
  transaction<T>(work: () => T): T;
  /** Rises whenever something that was written may not stand any more: a transaction was rolled back, or the file was repaired. Who
   * remembers what was read reads it again then. */
  takenBack(): number;
  /** Empties the write-ahead log, in which removed rows still stand. False when it cannot be done now. */
  emptyLog(): boolean;
  /** Writes the whole file anew, so that nothing of removed rows is left on any page. Outside of transactions; takes a while. Does
   * nothing above 512 MiB. */
  rewrite(): void;
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
