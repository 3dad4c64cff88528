import { accountDomain } from './account.ts';
import { accountSettingsDomain } from './account-settings.ts';
import { chatsDomain } from './chats.ts';
import { devicesDomain } from './devices.ts';
import { disclosuresDomain } from './disclosures.ts';
import { encryptionDomain } from './encryption.ts';
import { connectionDomain, storeDomain } from './engine-state.ts';
import { messagesDomain } from './messages.ts';
import { peopleDomain } from './people.ts';
import { privacyDomain } from './privacy.ts';
import { profileDomain } from './profile.ts';
import { sharingDomain } from './sharing.ts';
import { localDomain, settingsDomain, shellDomain, vaultDomain } from './shell.ts';

/** Domains answered by the shell, by name. */
export const mainDomains = {
  settings: settingsDomain,
  vault: vaultDomain,
  shell: shellDomain,
  local: localDomain,
} as const;

/** Domains answered by the engine, by name. */
export const engineDomains = {
  account: accountDomain,
  chats: chatsDomain,
  messages: messagesDomain,
  connection: connectionDomain,
  store: storeDomain,
  accountSettings: accountSettingsDomain,
  sharing: sharingDomain,
  disclosures: disclosuresDomain,
  devices: devicesDomain,
  people: peopleDomain,
  profile: profileDomain,
  privacy: privacyDomain,
  encryption: encryptionDomain,
} as const;

export type MainDomains = typeof mainDomains;
export type EngineDomains = typeof engineDomains;
