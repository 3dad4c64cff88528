import type { SettingKey } from '../../../contract/settings/registry.ts';
import { useSettings } from '../../host/context.tsx';
import { useT } from '../../i18n/intl.tsx';
import { valueWords } from './row-words.ts';
import { SettingRow } from './setting-row.tsx';
import styles from './settings.module.css';

export type RowCardProps = { keys: readonly SettingKey[] };

/** Rows of the table in a card of their own, outside of their section. */
export const RowCard = ({ keys }: RowCardProps) => (
  <div className={styles.card}>
    {keys.map((key) => (
      <SettingRow key={key} id={key} />
    ))}
  </div>
);

/** The same rows as lines: what each is now. */
export const RowValues = ({ keys }: RowCardProps) => {
  const t = useT();
  const values = useSettings();
  return (
    <>
      {keys.map((key) => (
        <p key={key}>
          {t('checkup.value', {
            setting: t.dynamic(`settings.${key}.label`),
            value: valueWords(t, values[key]),
          })}
        </p>
      ))}
    </>
  );
};
