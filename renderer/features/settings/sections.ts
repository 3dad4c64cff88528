import type { LucideIcon } from 'lucide-react';
import {
  Ban,
  Bell,
  Info,
  Keyboard,
  ListChecks,
  ListTodo,
  LockKeyhole,
  Monitor,
  MonitorSmartphone,
  Palette,
  ScanEye,
  Server,
  Share2,
  ShieldCheck,
  Trash2,
  UserRound,
} from 'lucide-react';
import {
  type SettingKey,
  settingKeys,
  settingsTable,
} from '../../../contract/settings/registry.ts';
import type { MessageId } from '../../i18n/load-messages.ts';

export type SectionId =
  | 'profile'
  | 'devices'
  | 'privacy'
  | 'encryption'
  | 'checkup'
  | 'viewAs'
  | 'blocked'
  | 'sharing'
  | 'shared'
  | 'server'
  | 'account'
  | 'appearance'
  | 'chats'
  | 'notifications'
  | 'system'
  | 'about';

export type Section = {
  readonly id: SectionId;
  readonly label: MessageId;
  readonly icon: LucideIcon;
  /** Rows of the table that stand in it. */
  readonly keys: readonly SettingKey[];
  /** Texts of what stands in it beside the rows, for the search. */
  readonly also: readonly MessageId[];
  /** Its rows are the same on all devices. */
  readonly account: boolean;
};

const section = (id: SectionId, icon: LucideIcon, also: readonly MessageId[] = []): Section => ({
  id,
  label: `settings.section.${id}`,
  icon,
  keys: settingKeys.filter((key) => settingsTable[key].section === id),
  account: settingKeys.some(
    (key) => settingsTable[key].section === id && settingsTable[key].scope === 'account',
  ),
  also,
});

/** What stands there only where a passphrase keeps the key. */
export const ofPassphrase: readonly MessageId[] = ['passphrase.change', 'passphrase.lock'];

/** What the screen shows, in its order. A new row of the table appears by itself. */
export const groups: readonly { label: MessageId; sections: readonly Section[] }[] = [
  {
    label: 'settings.group.you',
    sections: [
      section('profile', UserRound, [
        'profile.name',
        'profile.number',
        'profile.username',
        'photo.label',
        'about.you',
      ]),
      section('devices', MonitorSmartphone, [
        'settings.find.devices',
        'devices.link',
        'devices.unlink.all',
      ]),
    ],
  },
  {
    label: 'settings.group.privacy',
    sections: [
      section('checkup', ListTodo, ['settings.find.checkup']),
      section('privacy', ShieldCheck),
      section('encryption', LockKeyhole, [
        'settings.find.encryption',
        'encryption.own.key',
        'encryption.stock.title',
        'encryption.checks.title',
        'about.vault',
        ...ofPassphrase,
      ]),
      section('viewAs', ScanEye, ['settings.find.viewAs']),
      section('blocked', Ban, ['block.list.add', 'settings.find.blocked']),
      section('sharing', Share2, [
        'settings.find.sharing',
        'sharing.choices',
        'sharing.all.label',
        'receipt.title',
      ]),
      section('shared', ListChecks, ['settings.find.shared', 'log.title']),
      section('server', Server, ['serverInfo.key', 'serverInfo.operator', 'serverInfo.learns']),
      section('account', Trash2, ['remove.title']),
    ],
  },
  {
    label: 'settings.group.computer',
    sections: [
      section('appearance', Palette),
      section('chats', Keyboard),
      section('notifications', Bell),
      section('system', Monitor),
      section('about', Info, ['about.version', 'about.licences']),
    ],
  },
];

export const allSections: readonly Section[] = groups.flatMap((group) => group.sections);
