import { Eye, Lock } from 'lucide-react';
import { useState } from 'react';
import {
  type SettingKey,
  type SettingValue,
  settingsTable,
} from '../../../contract/settings/registry.ts';
import { useSession, useSettings } from '../../host/context.tsx';
import { useRemote } from '../../host/remote.ts';
import { useT } from '../../i18n/intl.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Select } from '../../ui/select.tsx';
import { Switch } from '../../ui/switch.tsx';
import { toOption, toOptions, toOptionText, withOption } from './setting-options.ts';
import styles from './settings.module.css';
import { SpanSelect } from './span-select.tsx';

/** One row of the table: a switch or a choice, with what it says, and whether it leaves this computer. */
export const SettingRow = ({ id }: { id: SettingKey }) => {
  const t = useT();
  const { settings } = useSession();
  const readOnly = useRemote(settings).value?.readOnly ?? false;
  const value = useSettings()[id];
  const [failed, setFailed] = useState(false);
  const label = t.dynamic(`settings.${id}.label`);
  const help = t.dynamic(`settings.${id}.help`);
  const options = toOptions(id);
  const { leaves } = settingsTable[id];
  const change = (next: SettingValue<SettingKey>) => {
    setFailed(false);
    settings.set(id, next).catch(() => setFailed(true));
  };
  return (
    <div className={styles.row} data-setting={id}>
      {typeof value === 'number' ? (
        <SpanSelect label={label} help={help} seconds={value} onChange={change} />
      ) : options ? (
        <Select
          label={label}
          help={help}
          options={options.map((option) => ({
            value: option,
            label: t.dynamic(toOptionText(id, option)),
          }))}
          value={toOption(value)}
          onChange={(option) => change(withOption(value, option))}
        />
      ) : (
        <Switch
          label={label}
          help={help}
          on={value === true}
          disabled={readOnly}
          onChange={change}
        />
      )}
      {leaves !== 'never' && (
        <p className={styles.leaves}>
          <Icon of={leaves === 'readable' ? Eye : Lock} size={14} />
          {t(`settings.leaves.${leaves}`)}
        </p>
      )}
      <div role="alert">{failed && <p className={styles.failed}>{t('settings.notSaved')}</p>}</div>
    </div>
  );
};
