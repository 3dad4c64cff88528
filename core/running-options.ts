import type { LocalProgram } from './chats/local-program.ts';
import type { MessengerHandlers } from './events.ts';
import type { InboxCounters } from './inbox/inbox.ts';
import type { SharingOptions } from './sharing/sharing.ts';

/** What a messenger over an open database is started with. */
export interface RunningOptions {
  readonly defaultServerUrl: string | null;
  readonly localProgram: LocalProgram | null;
  readonly acceptsEverybody: boolean;
  readonly about: SharingOptions['about'];
  /** The account was removed on purpose; inside a transaction. */
  readonly onRemoved: () => void;
  /** Another device had this one removed, and so it was: what is left is to be thrown away. */
  readonly onLeft: () => void;
}

/** A messenger over a database that opened. */
export interface Running {
  readonly handlers: Omit<MessengerHandlers, 'store'>;
  readonly setLocalProgram: (program: LocalProgram | null) => void;
  readonly counters: () => InboxCounters;
  readonly close: () => Promise<void>;
}
