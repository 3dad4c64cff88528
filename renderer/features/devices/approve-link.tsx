import { ShieldAlert } from 'lucide-react';
import { useState } from 'react';
import type { CodedError } from '../../../contract/errors/coded-error.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useT } from '../../i18n/intl.tsx';
import { useNumber } from '../../i18n/use-number.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { DialogActions } from '../../ui/dialog.tsx';
import { Digits } from '../../ui/digits.tsx';
import { RadioGroup } from '../../ui/radio-group.tsx';
import { FieldNotes } from '../../ui/text-field.tsx';
import styles from './link-dialog.module.css';

/** What a code says of the app that shows it. */
export type ReadLink = { code: string; deviceName: string; number: string; comparison: string };

export type ApproveLinkProps = {
  link: ReadLink;
  busy: boolean;
  error: CodedError | undefined;
  onApprove: (withHistory: boolean) => void;
  onClose: () => void;
};

/** The question that gives the account away: to what, what to compare, and what comes along. */
export const ApproveLink = ({ link, busy, error, onApprove, onClose }: ApproveLinkProps) => {
  const t = useT();
  const errorText = useErrorText();
  const [history, setHistory] = useState<'bring' | 'empty'>();
  const [asked, setAsked] = useState(false);
  const number = useNumber(link.number);
  return (
    <>
      <p>
        {t.rich('linking.account', {
          name: (
            <bdi key="name" className={styles.strong}>
              {link.deviceName}
            </bdi>
          ),
          number: (
            <bdi key="number" dir="ltr" className={styles.number}>
              {number}
            </bdi>
          ),
        })}
      </p>
      <div className={styles.compare}>
        <Digits>{link.comparison}</Digits>
        <p className={styles.hint}>{t('linking.compare')}</p>
      </div>
      <Banner icon={ShieldAlert} tone="attention" title={t('linking.warning.title')}>
        {t('linking.warning.text')}
      </Banner>
      <div>
        <RadioGroup
          cards
          label={t('linking.history.question')}
          value={history}
          onChange={setHistory}
          options={[
            {
              value: 'bring',
              label: t('linking.history.bring'),
              help: t('linking.history.bringHelp'),
            },
            {
              value: 'empty',
              label: t('linking.history.empty'),
              help: t('linking.history.emptyHelp'),
            },
          ]}
        />
        <FieldNotes
          id="approve"
          error={asked && !history ? t('devices.choose') : error && errorText(error)}
        />
      </div>
      <DialogActions>
        <Button
          kind="primary"
          busy={busy}
          onClick={() => {
            setAsked(true);
            if (history) onApprove(history === 'bring');
          }}
        >
          {t('linking.yes')}
        </Button>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
      </DialogActions>
    </>
  );
};
