import type { AccountState, ServerInfo } from '../../../contract/ipc/account.ts';
import type { AccountRows } from '../../../contract/ipc/account-settings.ts';
import type { KeyAlarms } from '../../../contract/ipc/encryption/alarms.ts';
import type { ChatEncryption } from '../../../contract/ipc/encryption/chat.ts';
import type { MessageInfo, SessionDetails } from '../../../contract/ipc/encryption/message.ts';
import type { OwnEncryption } from '../../../contract/ipc/encryption/own.ts';
import type { ConnectionState, StoreState } from '../../../contract/ipc/engine-state.ts';
import type { ChatSummary, Message } from '../../../contract/ipc/model.ts';
import type { BlockedPerson } from '../../../contract/ipc/people.ts';
import type { OwnProfileState, ProfileOf } from '../../../contract/ipc/profile.ts';
import type { VaultState } from '../../../contract/ipc/shell.ts';
import type { LocalAffiliate } from '../../../contract/local/launcher.ts';
import type { Register } from '../../../contract/settings/registers/register.ts';
import { toUuid } from '../samples.ts';
import { createDevicesWorld, type DevicesWorld } from './devices-world.ts';
import { sampleOwn } from './sample-own-keys.ts';
import { createSharingWorld, type SharingWorld } from './sharing-world.ts';

/** Everything that the in-memory host answers from. Tests and previews change it and tell so with `emit`. */
export type World = {
  settings: Record<string, unknown>;
  /** Values of account rows; `registers` rule where they hold one. */
  accountSettings: Record<string, unknown>;
  registers: Map<string, Register>;
  /** What this device has for itself. */
  here: Record<string, unknown>;
  accountSync: AccountRows['sync'];
  removed: boolean;
  now: () => number;
  keptAside: string | null;
  readOnly: boolean;
  vault: VaultState;
  passphrase: string;
  account: AccountState;
  connection: ConnectionState;
  store: StoreState;
  chats: ChatSummary[];
  /** Newest first. */
  blocked: BlockedPerson[];
  profile: Omit<OwnProfileState, 'name'>;
  /** What others let be seen of theirs, by account. */
  profiles: Map<string, ProfileOf>;
  /** What the other side of a chat answers when it is asked, by chat. */
  presence: Map<string, { online: boolean; lastSeenAt: number }>;
  /** What the server answers others otherwise than it should, by the rows of *view as*. */
  lyingServer: string[];
  /** Rows of the preview for which the server goes by what was chosen before. */
  lateServer: string[];
  /** What can be said of the chats with others, by account. */
  encryption: Map<string, ChatEncryption>;
  /** What can be said of the account's own keys. */
  own: OwnEncryption;
  /** How the log of keys is read, when it is asked for. */
  keyLog: 'read' | 'unavailable' | 'contradicts';
  /** What messages told of sessions, by account. */
  sessions: Map<string, SessionDetails[]>;
  /** Where messages came from, by message; of others it was not recorded. */
  infos: Map<string, NonNullable<MessageInfo['origin']>>;
  /** For whom messages were encrypted here, by message. */
  recipients: Map<string, NonNullable<MessageInfo['recipients']>>;
  /** What comparing with a scanned text gives; everything else is no code. */
  scans: Map<string, 'same' | 'same_in_use' | 'different' | 'newer_version'>;
  /** What looking at the log of keys gives. */
  keyCheck: 'agrees' | 'unavailable' | 'checking' | 'failed';
  keyAlarms: KeyAlarms;
  /** What the operator was shown. */
  reported: { chatId: string; messageIds: readonly string[]; note: string }[];
  messages: Map<string, Message[]>;
  codes: { number: string; code: string; expiresAt: number }[];
  localAffiliate: LocalAffiliate | null;
  /** Deleted for me, and not removed yet. */
  deleted: Message[];
  /** People that `chats.start` finds, by number or username. */
  directory: Map<string, ChatSummary>;
  server: ServerInfo;
  sharing: SharingWorld;
  devices: DevicesWorld;
  /** What was asked of the shell, for tests. */
  shell: {
    opened: string[];
    copied: string[];
    saved: { name: string; text: string }[];
    /** What the person answers when asked where. */
    mayBeSaved: boolean;
    notified: { title: string; body: string; inView: boolean }[];
    withdrawn: string[];
    unread: number;
    /** Each time that the page asked for the camera, or gave it back. */
    camera: boolean[];
    /** What the system says to a camera. */
    mayUseCamera: boolean;
  };
  rightCode: string;
};

export const fakeServer: ServerInfo = {
  url: 'https://bisik.example',
  operator: 'Local server',
  keyFingerprint: '38402 91756 10483 77219 46035 88120 59374 02618',
  publicKey: 'cHVibGljIGtleQ==',
  pinnedAt: 1_763_000_000_000,
};

export const readyAccount = (): Extract<AccountState, { phase: 'ready' }> => ({
  phase: 'ready',
  server: fakeServer,
  accountId: toUuid(99, 3),
  deviceId: 1,
  number: '+60123456701',
  name: 'Nadia Aziz',
  username: 'nadia.42',
  findableByNumber: false,
});

export const createWorld = (change: Partial<World> = {}): World => ({
  // A year has passed since this account began; the suggestion was put away long ago.
  settings: { 'notifications.suggestCheckup': false },
  accountSettings: {},
  registers: new Map(),
  here: {},
  accountSync: { syncedAt: 1_763_000_000_000, problem: null, beganStrictest: false },
  removed: false,
  now: Date.now,
  keptAside: null,
  deleted: [],
  readOnly: false,
  vault: { status: 'ready', protection: 'keyring', backend: 'gnome_libsecret' },
  passphrase: 'lima patah perkataan',
  account: readyAccount(),
  connection: { state: 'online', since: 0, problem: null, offeredKey: null, queuedCount: 0 },
  store: { state: 'ok', problem: null, keptAt: null, kept: null, at: null },
  chats: [],
  blocked: [],
  reported: [],
  profile: { about: null, photo: null, waiting: false },
  profiles: new Map(),
  encryption: new Map(),
  own: sampleOwn(1_763_000_000_000),
  keyLog: 'read',
  sessions: new Map(),
  infos: new Map(),
  recipients: new Map(),
  scans: new Map(),
  keyCheck: 'agrees',
  keyAlarms: { alarms: [] },
  presence: new Map(),
  lyingServer: [],
  lateServer: [],
  messages: new Map(),
  codes: [],
  localAffiliate: null,
  directory: new Map(),
  server: fakeServer,
  sharing: createSharingWorld(),
  devices: createDevicesWorld(),
  shell: {
    opened: [],
    copied: [],
    saved: [],
    mayBeSaved: true,
    notified: [],
    withdrawn: [],
    unread: 0,
    camera: [],
    mayUseCamera: true,
  },
  rightCode: '482913',
  ...change,
});
