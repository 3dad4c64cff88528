import { Timer, TimerOff } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { spanWords, toWholeUnit } from '../../i18n/span-words.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import styles from './timer-button.module.css';

const TimerDialog = lazy(() =>
  import('./timer-dialog.tsx').then((m) => ({ default: m.TimerDialog })),
);

export type TimerButtonProps = {
  chatId: string;
  name: string;
  timerS: number | null;
};

/** Says the chat's timer at its head, and opens where it is set. */
export const TimerButton = ({ chatId, name, timerS }: TimerButtonProps) => {
  const t = useT();
  const formats = useFormats();
  const [open, setOpen] = useState(false);
  const whole = timerS === null ? undefined : toWholeUnit(timerS);
  return (
    <>
      <IconButton
        icon={whole ? Timer : TimerOff}
        label={
          timerS === null
            ? t('timer.button.off')
            : t('timer.button.on', { span: spanWords(t, timerS) })
        }
        className={styles.button}
        onClick={() => setOpen(true)}
      >
        {whole && (
          <span className={styles.span} aria-hidden="true">
            {formats.span(whole.count, whole.unit)}
          </span>
        )}
      </IconButton>
      {open && (
        <Suspense>
          <TimerDialog chatId={chatId} name={name} timerS={timerS} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
};
