import { Eye } from 'lucide-react';
import { useState } from 'react';
import {
  type SettingKey,
  type SettingValue,
  settingsTable,
} from '../../../contract/settings/registry.ts';
import { useHost, useSession, useSettings } from '../../host/context.tsx';
import { useRemote } from '../../host/remote.ts';
import { useSignedOut } from '../../host/use-signed-out.ts';
import { useT } from '../../i18n/intl.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useTellChange } from './changes.tsx';
import { RowState } from './row-state.tsx';
import { SettingControl } from './setting-control.tsx';
import styles from './settings.module.css';

/** One row of the table: what changes it, and for a row of the account where it stands. */
export const SettingRow = ({ id }: { id: SettingKey }) => {
  const t = useT();
  const { accountSettings } = useHost();
  const { settings } = useSession();
  const tell = useTellChange();
  const fixed = useRemote(settings).value?.readOnly ?? false;
  const signedOut = useSignedOut();
  const value = useSettings()[id];
  const [failed, setFailed] = useState(false);
  const { leaves, scope } = settingsTable[id];
  const readOnly = fixed || (signedOut && scope === 'account');
  const change = (next: SettingValue<SettingKey>) => {
    setFailed(false);
    settings.set(id, next).then(
      () =>
        tell({
          text: (say) => say('settings.changed', { setting: say.dynamic(`settings.${id}.label`) }),
          undo: () =>
            scope === 'account' ? accountSettings.undo({ key: id }) : settings.set(id, value),
        }),
      () => setFailed(true),
    );
  };
  return (
    <div className={styles.row} data-setting={id}>
      <SettingControl id={id} value={value} disabled={readOnly} onChange={change} />
      {leaves === 'readable' && (
        <p className={styles.leaves}>
          <Icon of={Eye} size={14} />
          {t('settings.leaves.readable')}
        </p>
      )}
      {scope === 'account' && <RowState id={id} />}
      <div role="alert">{failed && <p className={styles.failed}>{t('settings.notSaved')}</p>}</div>
    </div>
  );
};
