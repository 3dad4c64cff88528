import type { SettingKey } from '../../../contract/settings/registry.ts';
import type { MessageId } from '../../i18n/load-messages.ts';

export type RowGroup = {
  /** Null for rows that stand without a heading. */
  readonly label: MessageId | null;
  /** What holds for all of its rows. */
  readonly about: MessageId | null;
  readonly keys: readonly SettingKey[];
};

/** Rows that are understood together. */
const together: readonly RowGroup[] = [
  {
    label: 'settings.rows.reach',
    about: null,
    keys: ['privacy.whoCanWrite', 'privacy.whoCanAddToGroups', 'privacy.findableByNumber'],
  },
  {
    label: 'settings.rows.profile',
    about: null,
    keys: [
      'privacy.whoSeesNumber',
      'privacy.whoSeesLastSeen',
      'privacy.whoSeesPhoto',
      'privacy.whoSeesAbout',
    ],
  },
  {
    label: 'settings.rows.reading',
    about: 'settings.rows.apart',
    keys: ['privacy.sendReadReceipts', 'privacy.showReadReceipts'],
  },
  {
    label: 'settings.rows.delivery',
    about: null,
    keys: ['privacy.sendDeliveryReceipts', 'privacy.showDeliveryReceipts'],
  },
  {
    label: 'settings.rows.typing',
    about: null,
    keys: ['privacy.sendTyping', 'privacy.showTyping'],
  },
  { label: 'settings.rows.messages', about: null, keys: ['privacy.disappearAfterS'] },
  { label: 'settings.rows.keys', about: null, keys: ['privacy.tellKeyChanges'] },
  { label: 'settings.rows.log', about: null, keys: ['privacy.demandWitness'] },
];

/** The rows in their groups; a row of no group stands at the end, so that a new one of the table appears by itself. */
export const toGroups = (keys: readonly SettingKey[]): readonly RowGroup[] => {
  const groups = together
    .map((group) => ({ ...group, keys: group.keys.filter((key) => keys.includes(key)) }))
    .filter((group) => group.keys.length > 0);
  const placed = new Set(groups.flatMap((group) => group.keys));
  const rest = keys.filter((key) => !placed.has(key));
  return rest.length === 0 ? groups : [...groups, { label: null, about: null, keys: rest }];
};
