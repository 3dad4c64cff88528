import type { AccountState } from '../../contract/ipc/account.ts';
import type { AccountRows } from '../../contract/ipc/account-settings.ts';
import type { DevicesState } from '../../contract/ipc/devices.ts';
import type { LogState } from '../../contract/ipc/disclosures.ts';
import type { KeyAlarms } from '../../contract/ipc/encryption/alarms.ts';
import type { ConnectionState, StoreState } from '../../contract/ipc/engine-state.ts';
import type { OwnProfileState } from '../../contract/ipc/profile.ts';
import type { VaultState } from '../../contract/ipc/shell.ts';
import type { Host } from './host.ts';
import { createKeyAlarms } from './key-alarms.ts';
import { createProfiles, type Profiles } from './photos.ts';
import { createRemote, type Remote } from './remote.ts';
import { createSettings, type Settings } from './settings.ts';
import { createSharing, type SharingRemote } from './sharing.ts';

/** The host with the values that several screens follow. Nothing is asked before the first screen listens. */
export type Session = {
  readonly host: Host;
  readonly vault: Remote<VaultState>;
  readonly account: Remote<AccountState>;
  readonly connection: Remote<ConnectionState>;
  readonly store: Remote<StoreState>;
  readonly settings: Settings;
  readonly ownProfile: Remote<OwnProfileState>;
  /** What others let the person see of theirs. */
  readonly profiles: Profiles;
  /** Where each row of the account stands. */
  readonly rows: Remote<AccountRows>;
  readonly sharing: SharingRemote;
  /** The log of what was shared. */
  readonly log: Remote<LogState>;
  /** The account's devices, and linking. */
  readonly devices: Remote<DevicesState>;
  /** What was found against the log of keys and counts for every chat. */
  readonly keyAlarms: Remote<KeyAlarms>;
};

export const createSession = (host: Host): Session => {
  const onRestart = host.onEngineRestart;
  return {
    host,
    vault: createRemote({
      get: () => host.vault.get({}),
      follow: (put) => host.vault.on('changed', put),
    }),
    account: createRemote({
      get: () => host.account.get({}),
      follow: (put) => host.account.on('changed', put),
      onRestart,
    }),
    connection: createRemote({
      get: () => host.connection.get({}),
      follow: (put) => host.connection.on('changed', put),
      onRestart,
    }),
    store: createRemote({
      get: () => host.store.get({}),
      follow: (put) => host.store.on('changed', put),
      onRestart,
    }),
    settings: createSettings(host),
    ownProfile: createRemote({
      get: () => host.profile.get({}),
      follow: (put) =>
        host.profile.on('changed', ({ accountId }) => {
          if (accountId === null) void host.profile.get({}).then(put, () => undefined);
        }),
      onRestart,
    }),
    profiles: createProfiles(host),
    rows: createRemote({
      get: () => host.accountSettings.rows({}),
      follow: (put) => host.accountSettings.on('changed', ({ rows }) => put(rows)),
      onRestart,
    }),
    sharing: createSharing(host),
    log: createRemote({
      get: () => host.disclosures.log({}),
      follow: (put) => host.disclosures.on('changed', put),
      onRestart,
    }),
    devices: createRemote({
      get: () => host.devices.get({}),
      follow: (put) => host.devices.on('changed', put),
      onRestart,
    }),
    keyAlarms: createKeyAlarms(host),
  };
};
