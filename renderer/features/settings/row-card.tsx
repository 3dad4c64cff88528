import type { SettingKey } from '../../../contract/settings/registry.ts';
import { useSettings } from '../../host/context.tsx';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { useNow } from '../../ui/use-now.ts';
import { valueWords } from './row-words.ts';
import { SettingRow } from './setting-row.tsx';
import styles from './settings.module.css';
import { useRow } from './use-row.ts';

export type RowCardProps = { keys: readonly SettingKey[] };

/** Rows of the table in a card of their own, outside of their section. */
export const RowCard = ({ keys }: RowCardProps) => (
  <div className={styles.card}>
    {keys.map((key) => (
      <SettingRow key={key} id={key} />
    ))}
  </div>
);

const RowValue = ({ id }: { id: SettingKey }) => {
  const t = useT();
  const formats = useFormats();
  const now = useNow(30_000);
  const value = useSettings()[id];
  const row = useRow(id);
  const setting = t.dynamic(`settings.${id}.label`);
  const words = valueWords(t, value);
  // What holds on this device alone does not end when the account's value does.
  const until = row?.ofAccount ? null : row?.until;
  return (
    <p>
      {until
        ? t('checkup.valueUntil', {
            setting,
            value: words,
            at: formats.at(until.at, now),
            back: valueWords(t, until.back),
          })
        : t('checkup.value', { setting, value: words })}
    </p>
  );
};

/** The same rows as lines: what each is now, and until when. */
export const RowValues = ({ keys }: RowCardProps) =>
  keys.map((key) => <RowValue key={key} id={key} />);
