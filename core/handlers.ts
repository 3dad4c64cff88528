import type { ConnectionState } from '../contract/ipc/engine-state.ts';
import type { Account } from './account/account.ts';
import type { Link } from './connection/link.ts';
import type { Devices } from './devices/devices.ts';
import type { Encryption } from './encryption/encryption.ts';
import type { MessengerHandlers } from './events.ts';
import type { KeyChanges } from './people/key-changes.ts';
import type { People } from './people/people.ts';
import type { Privacy } from './privacy/privacy.ts';
import type { AccountSettings } from './settings/settings.ts';
import type { Sharing } from './sharing/sharing.ts';

/** The parts that answer calls. */
export interface AnsweringParts extends Pick<MessengerHandlers, 'chats' | 'messages'> {
  readonly account: Pick<Account, 'handlers'>;
  readonly connectionState: () => ConnectionState;
  readonly devices: Pick<Devices, 'handlers'>;
  readonly encryption: Pick<Encryption, 'handlers'>;
  readonly keyChanges: Pick<KeyChanges, 'handlers'>;
  readonly link: Pick<Link, 'retry'>;
  readonly people: Pick<People, 'handlers'>;
  readonly privacy: Pick<Privacy, 'handlers' | 'setName' | 'setUsername' | 'viewing'>;
  readonly settings: Pick<AccountSettings, 'handlers'>;
  readonly sharing: Pick<Sharing, 'handlers'>;
}

/** What a messenger over an open database answers, put together from its parts. */
export const toHandlers = (parts: AnsweringParts): Omit<MessengerHandlers, 'store'> => {
  const { account, chats, messages, people, privacy } = parts;
  const { setName, setUsername } = privacy;
  return {
    account: { ...account.handlers, setName, setUsername },
    chats,
    messages,
    connection: {
      get: async () => parts.connectionState(),
      retry: async () => {
        parts.link.retry();
        return {};
      },
    },
    accountSettings: parts.settings.handlers,
    ...parts.sharing.handlers,
    devices: parts.devices.handlers,
    people: { ...people.handlers, ...parts.keyChanges.handlers },
    profile: privacy.handlers,
    privacy: privacy.viewing,
    encryption: parts.encryption.handlers,
  };
};
