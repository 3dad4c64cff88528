import { useCallback, useEffect, useId, useState } from 'react';
import type { ChatRows } from '../../../contract/ipc/account-settings.ts';
import type { SettingKey } from '../../../contract/settings/registry.ts';
import { useHost } from '../../host/context.tsx';
import { useErrorText } from '../../host/use-error-text.ts';
import { useT } from '../../i18n/intl.tsx';
import { Select } from '../../ui/select.tsx';
import styles from './details.module.css';

/** What one chat may have in its own way, what is told beside what is shown. */
const keys = [
  'privacy.sendReadReceipts',
  'privacy.showReadReceipts',
  'privacy.sendDeliveryReceipts',
  'privacy.showDeliveryReceipts',
  'privacy.sendTyping',
  'privacy.showTyping',
] as const satisfies readonly SettingKey[];

const choices = ['same', 'on', 'off'] as const;
type Choice = (typeof choices)[number];
const toChoice = (ofChat: boolean | null): Choice =>
  ofChat === null ? 'same' : ofChat ? 'on' : 'off';
const toValue = (choice: Choice): boolean | null => (choice === 'same' ? null : choice === 'on');

/** How this chat differs from the settings, with what is in force and why. */
export const InThisChat = ({ accountId }: { accountId: string }) => {
  const t = useT();
  const heading = useId();
  const { accountSettings } = useHost();
  const errorText = useErrorText();
  const [rows, setRows] = useState<ChatRows['rows']>();
  const [error, setError] = useState<unknown>();
  const load = useCallback(
    () =>
      void accountSettings.chat({ accountId }).then(
        (answer) => setRows(answer.rows),
        (reason: unknown) => setError(reason),
      ),
    [accountSettings, accountId],
  );
  useEffect(() => {
    load();
    return accountSettings.on('changed', load);
  }, [accountSettings, load]);
  const change = (key: SettingKey, choice: Choice) => {
    setError(undefined);
    accountSettings.setForChat({ accountId, key, value: toValue(choice) }).then(
      (answer) => setRows(answer.rows),
      (reason: unknown) => setError(reason),
    );
  };
  return (
    <section aria-labelledby={heading} className={styles.part}>
      <h3 id={heading} className={styles.title}>
        {t('details.chat')}
      </h3>
      <p className={styles.about}>{t('details.chatAbout')}</p>
      <div className={styles.card}>
        {keys.map((key) => {
          const row = rows?.[key];
          const value = t(row?.value ? 'settings.value.on' : 'settings.value.off');
          return (
            <div key={key} className={styles.row} data-chat-setting={key}>
              <Select<Choice>
                label={t.dynamic(`settings.${key}.label`)}
                help={row ? t(`details.because.${row.because}`, { value }) : '\u00A0'}
                options={choices.map((choice) => ({
                  value: choice,
                  label: t(`details.choice.${choice}`),
                }))}
                value={toChoice(row?.ofChat ?? null)}
                onChange={(choice) => change(key, choice)}
              />
            </div>
          );
        })}
      </div>
      <div role="alert">
        {error !== undefined && <p className={styles.error}>{errorText(error)}</p>}
      </div>
    </section>
  );
};
