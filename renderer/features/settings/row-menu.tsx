import { CloudCheck, History, Laptop, Timer, Undo2 } from 'lucide-react';
import { lazy, type RefObject, Suspense, useState } from 'react';
import type { SettingRowState } from '../../../contract/ipc/account-settings.ts';
import { type SettingKey, settingsTable } from '../../../contract/settings/registry.ts';
import { useHost } from '../../host/context.tsx';
import { useT } from '../../i18n/intl.tsx';
import type { MenuEntry } from '../../ui/menu.tsx';
import { useFocusBack } from '../../ui/use-focus-back.ts';
import { useTellChange } from './changes.tsx';
import { valueWords } from './row-words.ts';

const Menu = lazy(() => import('../../ui/menu.tsx').then((m) => ({ default: m.Menu })));
const RowHistory = lazy(() => import('./row-history.tsx').then((m) => ({ default: m.RowHistory })));
const ForAWhile = lazy(() => import('./for-a-while.tsx').then((m) => ({ default: m.ForAWhile })));

export type RowMenuProps = {
  id: SettingKey;
  row: SettingRowState;
  open: boolean;
  anchor: RefObject<Element | null>;
  onClose: () => void;
};

/** What can be done with a row beside changing it. */
export const RowMenu = ({ id, row, open, anchor, onClose }: RowMenuProps) => {
  const t = useT();
  const { accountSettings } = useHost();
  const tell = useTellChange();
  const [asking, setAsking] = useState<'history' | 'while'>();
  useFocusBack(asking !== undefined, anchor);
  const { temporary, overridable } = settingsTable[id];
  const label = t.dynamic(`settings.${id}.label`);
  const before = row.until ? row.until.back : row.history[1]?.value;
  const setHere = (value: boolean | null) =>
    accountSettings.setHere({ key: id, value }).then(
      () =>
        tell({
          text: (say) =>
            say('settings.changed.here', { setting: say.dynamic(`settings.${id}.label`) }),
          undo: () => accountSettings.setHere({ key: id, value: value === null ? false : null }),
        }),
      () => undefined,
    );
  const entries: MenuEntry[] = [];
  if (temporary && !row.conflict && !row.ofAccount)
    entries.push({
      id: 'while',
      label: t(row.until ? 'settings.menu.whileChange' : 'settings.menu.while'),
      icon: Timer,
      onAction: () => setAsking('while'),
    });
  if (overridable && row.ofAccount)
    entries.push({
      id: 'everywhere',
      label: t('settings.menu.everywhere'),
      icon: CloudCheck,
      onAction: () => void setHere(null),
    });
  // A device may be stricter than the account, never looser: where it is off everywhere there is nothing to offer.
  else if (overridable && row.value === true)
    entries.push({
      id: 'here',
      label: t('settings.menu.here'),
      icon: Laptop,
      onAction: () => void setHere(false),
    });
  if (!row.conflict && row.history.length > 0)
    entries.push({
      id: 'back',
      label: t('settings.menu.back', {
        value: valueWords(t, before === undefined ? settingsTable[id].default : before),
      }),
      icon: Undo2,
      onAction: () => void accountSettings.undo({ key: id }).catch(() => undefined),
    });
  entries.push({
    id: 'history',
    label: t('settings.menu.history'),
    icon: History,
    onAction: () => setAsking('history'),
  });
  const close = () => setAsking(undefined);
  return (
    <Suspense>
      {open && (
        <Menu
          label={t('settings.menu.label', { setting: label })}
          entries={entries}
          anchor={anchor}
          placement="bottom end"
          onClose={onClose}
        />
      )}
      {asking === 'history' && <RowHistory id={id} row={row} onClose={close} />}
      {asking === 'while' && <ForAWhile id={id} row={row} onClose={close} />}
    </Suspense>
  );
};
