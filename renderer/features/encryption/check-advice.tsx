import { FileDown, RefreshCw, ShieldX } from 'lucide-react';
import { useState } from 'react';
import { type CheckFailure, isOfAll, type Unchecked } from '../../../contract/encryption/status.ts';
import { useHost } from '../../host/context.tsx';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useSave } from '../../host/use-save.ts';
import { useT } from '../../i18n/intl.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Steps } from '../../ui/steps.tsx';
import { FieldNotes } from '../../ui/text-field.tsx';
import styles from './state-card.module.css';

export type CheckAdviceProps = {
  peer: { readonly accountId: string; readonly name: string };
  /** What failed; null: it could not be checked, or is being checked. */
  failure: CheckFailure | null;
  /** What could not be looked at, where it could not be checked. */
  unchecked: Unchecked | null;
  /** What was found stays, whatever the log says from now on. */
  stays: boolean;
  /** Numbers were compared, and the keys are still those. */
  isVerified: boolean;
  /** Shows what there is to do about what counts for every chat. */
  onAlarm: () => void;
};

/** What to do where the check of keys failed or could not be made: in words, looking again, and keeping what proves it. */
export const CheckAdvice = ({
  peer,
  failure,
  unchecked,
  stays,
  isVerified,
  onAlarm,
}: CheckAdviceProps) => {
  const t = useT();
  const host = useHost();
  const errorText = useErrorText();
  const { accountId, name } = peer;
  const [result, setResult] = useState<'agrees' | 'unavailable' | 'checking' | 'failed'>();
  const check = useAction(async () => {
    setResult(undefined);
    setResult((await host.encryption.check({ accountId })).result);
  });
  const evidence = useSave(() => host.encryption.exportEvidence({ accountId }));
  const could = isVerified ? 'unchecked_verified' : (`${unchecked ?? 'log'}_unread` as const);
  // What counts for every chat ends by what the person does, not by looking; the alarm says what that is.
  const about = isOfAll(failure) ? null : (failure ?? could);
  // Looking again takes nothing of that back: comparing does.
  const isOfLabel = failure === 'label' && result === 'failed';
  const error = check.error ?? evidence.error;
  return (
    <div className={styles.more}>
      {about === null ? (
        <p>{t('encryption.todo.ofAll', { name })}</p>
      ) : (
        <>
          <h4 className={styles.todo}>{t('encryption.todo.title')}</h4>
          <Steps
            steps={[
              t(`encryption.todo.${about}.first`, { name }),
              t(`encryption.todo.${about}.second`, { name }),
              t(`encryption.todo.${about}.third`, { name }),
            ]}
          />
        </>
      )}
      {stays && <p>{t('encryption.todo.entry.stays', { name })}</p>}
      <div className={styles.actions}>
        {about === null ? (
          <Button icon={<Icon of={ShieldX} size={18} />} onClick={onAlarm}>
            {t('withheld.more')}
          </Button>
        ) : (
          !stays && (
            <Button icon={<Icon of={RefreshCw} size={18} />} busy={check.busy} onClick={check.run}>
              {t('encryption.check.do')}
            </Button>
          )
        )}
        {failure && (
          <Button
            icon={<Icon of={FileDown} size={18} />}
            busy={evidence.busy}
            onClick={evidence.run}
          >
            {t('alarm.log.save')}
          </Button>
        )}
      </div>
      <div role="status" className={styles.result}>
        {check.busy ? (
          <p>{t('encryption.check.busy')}</p>
        ) : (
          result && <p>{t(`encryption.check.${isOfLabel ? 'label' : result}`)}</p>
        )}
        {evidence.saved && <p>{t('alarm.log.saved')}</p>}
      </div>
      {error && <FieldNotes id="check" error={errorText(error)} />}
    </div>
  );
};
