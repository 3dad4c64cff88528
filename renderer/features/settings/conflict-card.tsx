import { GitFork } from 'lucide-react';
import type { SettingWrite } from '../../../contract/ipc/account-settings.ts';
import type { SettingKey } from '../../../contract/settings/registry.ts';
import { useHost } from '../../host/context.tsx';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Sides } from '../../ui/sides.tsx';
import styles from './row-dialogs.module.css';
import { setByWords, valueWords } from './row-words.ts';

export type ConflictCardProps = {
  id: SettingKey;
  /** The values that were set apart. */
  writes: readonly SettingWrite[];
  /** What holds until one is picked. */
  held: unknown;
};

/** Values that were set on devices apart, side by side and of one weight; the person picks. */
export const ConflictCard = ({ id, writes, held }: ConflictCardProps) => {
  const t = useT();
  const formats = useFormats();
  const errorText = useErrorText();
  const { accountSettings } = useHost();
  const now = Date.now();
  const setting = t.dynamic(`settings.${id}.label`);
  const pick = useAction((write: string) => accountSettings.resolve({ key: id, write }));
  return (
    <Banner
      icon={GitFork}
      tone="attention"
      title={t('settings.conflict.title', { setting, count: writes.length })}
    >
      <div className={styles.conflict}>
        <p>{t('settings.conflict.text', { value: valueWords(t, held) })}</p>
        <Sides
          label={t('settings.conflict.sides', { setting })}
          pick={t('settings.conflict.pick')}
          sides={writes.map((write) => {
            const value = valueWords(t, write.value);
            const by = setByWords(t, formats, write, now);
            const ends = write.until !== null && formats.at(write.until, now);
            return {
              id: write.write,
              title: value,
              text: ends ? `${by} · ${t('settings.history.until', { at: ends })}` : by,
              pickLabel: t('settings.conflict.pickValue', { value, by }),
              onPick: () => pick.run(write.write),
            };
          })}
        />
        <div role="alert">
          {pick.error && <p className={styles.error}>{errorText(pick.error)}</p>}
        </div>
      </div>
    </Banner>
  );
};
