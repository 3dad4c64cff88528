import { useState } from 'react';
import { useHost } from '../../host/context.tsx';
import { useErrorText } from '../../host/use-error-text.ts';
import { useT } from '../../i18n/intl.tsx';
import { useTimerWords } from '../../i18n/use-timer-words.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { SpanChoice } from '../../ui/span-choice.tsx';
import styles from './timer-dialog.module.css';

export type TimerDialogProps = {
  chatId: string;
  name: string;
  /** The chat's timer now, in seconds. */
  timerS: number | null;
  onClose: () => void;
};

/** How long new messages of one chat stay, and what that does and does not do. */
export const TimerDialog = ({ chatId, name, timerS, onClose }: TimerDialogProps) => {
  const t = useT();
  const host = useHost();
  const errorText = useErrorText();
  const words = useTimerWords();
  const [chosen, setChosen] = useState<number | null | undefined>(timerS);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const save = () => {
    if (chosen === undefined) return;
    setBusy(true);
    setFailure(undefined);
    host.chats.setTimer({ chatId, afterS: chosen }).then(onClose, (error: unknown) => {
      setBusy(false);
      setFailure(errorText(error));
    });
  };
  return (
    <Dialog
      grows
      heading={t('timer.title')}
      onClose={onClose}
      closeLabel={t('common.close')}
      foot={
        <div className={styles.foot}>
          <div role="alert">{failure && <p className={styles.failure}>{failure}</p>}</div>
          <DialogActions>
            <Button kind="primary" busy={busy} disabled={chosen === undefined} onClick={save}>
              {t('timer.save')}
            </Button>
            <Button onClick={onClose}>{t('common.cancel')}</Button>
          </DialogActions>
        </div>
      }
    >
      <p className={styles.lead}>{t('timer.lead', { name })}</p>
      <SpanChoice label={t('timer.question')} {...words} initial={timerS} onChange={setChosen} />
      <ul className={styles.facts}>
        <li>{t('timer.fact.start', { name })}</li>
        <li>{t('timer.fact.before')}</li>
        <li>{t('timer.fact.limits', { name })}</li>
      </ul>
    </Dialog>
  );
};
