import type { SettingRowState, SettingWrite } from '../../../contract/ipc/account-settings.ts';
import {
  type SettingKey,
  type SettingValue,
  settingsTable,
} from '../../../contract/settings/registry.ts';
import { parseSetting } from '../../../contract/settings/values.ts';
import { useSession } from '../../host/context.tsx';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Tag } from '../../ui/tag.tsx';
import styles from './row-dialogs.module.css';
import { setByWords, valueWords } from './row-words.ts';

export type RowHistoryProps = { id: SettingKey; row: SettingRowState; onClose: () => void };

/** Who set what and when, newest first, each with the way back to it. */
export const RowHistory = ({ id, row, onClose }: RowHistoryProps) => {
  const t = useT();
  const formats = useFormats();
  const errorText = useErrorText();
  const { settings } = useSession();
  const now = Date.now();
  const back = useAction(async (value: SettingValue<SettingKey>) => {
    await settings.set(id, value);
    onClose();
  });
  const whenWords = (write: SettingWrite) =>
    write.until === null
      ? setByWords(t, formats, write, now)
      : `${setByWords(t, formats, write, now)} · ${t('settings.history.until', { at: formats.at(write.until, now) })}`;
  const present = row.history[0]?.write;
  return (
    <Dialog
      heading={t('settings.history.title', { setting: t.dynamic(`settings.${id}.label`) })}
      onClose={onClose}
      closeLabel={t('common.close')}
      wide
    >
      <ul aria-label={t('settings.history.label')}>
        {row.history.map((write) => {
          const value = parseSetting(id, write.value);
          return (
            <li key={write.write} className={styles.write}>
              <div className={styles.texts}>
                <p className={styles.value}>{valueWords(t, write.value)}</p>
                <p className={styles.by}>{whenWords(write)}</p>
              </div>
              {write.write === present && !row.conflict ? (
                <Tag>{t('settings.history.now')}</Tag>
              ) : (
                value !== undefined && (
                  <Button
                    small
                    aria-label={t('settings.history.again', { value: valueWords(t, value) })}
                    onClick={() => back.run(value)}
                  >
                    {t('settings.history.back')}
                  </Button>
                )
              )}
            </li>
          );
        })}
        <li className={styles.write}>
          <div className={styles.texts}>
            <p className={styles.value}>{valueWords(t, settingsTable[id].default)}</p>
            <p className={styles.by}>{t('settings.history.default')}</p>
          </div>
          {row.history.length === 0 && <Tag>{t('settings.history.now')}</Tag>}
        </li>
      </ul>
      <div role="alert">
        {back.error && <p className={styles.error}>{errorText(back.error)}</p>}
      </div>
    </Dialog>
  );
};
