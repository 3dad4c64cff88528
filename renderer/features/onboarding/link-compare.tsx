import type { Joining } from '../../../contract/ipc/devices.ts';
import { useSession } from '../../host/context.tsx';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useT } from '../../i18n/intl.tsx';
import { useNumber } from '../../i18n/use-number.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Digits } from '../../ui/digits.tsx';
import { FieldNotes } from '../../ui/text-field.tsx';
import styles from './onboarding.module.css';

export type LinkCompareProps = {
  answer: Extract<Joining, { stage: 'answered' }>;
  /** The digits differ, or the account is not theirs. */
  onStop: () => void;
};

/** A linked device answered: whose account it is, and what both screens have to show. */
export const LinkCompare = ({ answer, onStop }: LinkCompareProps) => {
  const t = useT();
  const errorText = useErrorText();
  const { host, devices } = useSession();
  const number = useNumber(answer.number);
  const confirm = useAction(async () => devices.put(await host.devices.confirm({})));
  return (
    <>
      <p className={styles.help}>
        {t.rich('join.compare.account', {
          name: (
            <bdi key="name" className={styles.strong}>
              {answer.name}
            </bdi>
          ),
          number: (
            <bdi key="number" dir="ltr" className={classNames(styles.strong, styles.whole)}>
              {number}
            </bdi>
          ),
        })}
      </p>
      <Digits>{answer.comparison}</Digits>
      <p className={styles.strong}>{t('join.compare.question')}</p>
      <div className={styles.pair}>
        <Button wide onClick={onStop}>
          {t('join.compare.no')}
        </Button>
        <Button kind="primary" wide busy={confirm.busy} onClick={() => confirm.run()}>
          {t('join.compare.yes')}
        </Button>
      </div>
      <FieldNotes id="confirm" error={confirm.error && errorText(confirm.error)} />
      <p className={styles.small}>
        {t(answer.withHistory ? 'join.compare.history' : 'join.compare.empty')}
      </p>
    </>
  );
};
