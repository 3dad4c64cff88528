import type { Link } from '../connection/link.ts';
import type { DeviceAddress } from '../crypto/key-base.ts';
import type { CarriedNotes } from '../log/carried.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { SessionWork } from '../outbox/session-work.ts';
import type { ChangedKeys } from '../people/changed-keys.ts';
import type { Standing } from '../people/standing.ts';
import type { Privacy } from '../privacy/privacy.ts';
import type { Sealed } from '../sealed/sealed.ts';
import type { SyncWork } from '../sync/sync.ts';
import type { Collected } from './collect.ts';

/** What an inbox works with, and whom it tells. */
export interface InboxOptions {
  readonly link: Link;
  readonly outbox: Outbox;
  readonly sessions: SessionWork;
  readonly sync: SyncWork;
  /** This device. */
  readonly own: () => DeviceAddress;
  /** Typing of a contact, by what they sent. */
  readonly onTyping: (accountId: string, typing: boolean, acceptedAt: number) => void;
  /** A message came from these accounts: they type no more. */
  readonly onMessages: (accountIds: ReadonlySet<string>) => void;
  readonly standing: Standing;
  readonly sealed: Pick<Sealed, 'roots' | 'whenRoots' | 'areRootsFresh' | 'freshenRoots'>;
  readonly changed: Pick<ChangedKeys, 'hold' | 'toAccept' | 'accepted' | 'committed'>;
  /** The person lets this account know what reached a device of theirs. */
  readonly sendsDeliveryReceipts: (accountId: string) => boolean;
  /** Messages of a request came; after the commit. */
  readonly onRequests: () => void;
  /** Numbers and usernames that senders claim. */
  readonly onClaims: (collected: Collected) => void;
  /** All that waited when the connection began is stored. */
  readonly onHeard: () => void;
  /** What others gave of their profiles, and who lost what they were given. */
  readonly privacy: Pick<Privacy, 'hear' | 'lostSessions' | 'committed' | 'accepted' | 'met'>;
  readonly onPresence: (said: Collected['presence']) => void;
  /** Checkpoints of the server's logs, which are taken along. */
  readonly checkpoints: InboxCheckpoints;
}

interface InboxCheckpoints extends Pick<CarriedNotes, 'withReceipt' | 'told' | 'heard'> {
  /** After the commit of what was `heard`. */
  readonly onHeard: () => void;
}
