import { useState } from 'react';
import { timerChoicesS } from '../../../contract/content/timer.ts';
import { useT } from '../../i18n/intl.tsx';
import { spanWords } from '../../i18n/span-words.ts';
import { useTimerWords } from '../../i18n/use-timer-words.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Select } from '../../ui/select.tsx';
import { SpanChoice } from '../../ui/span-choice.tsx';

export type SpanSelectProps = {
  label: string;
  help: string;
  /** 0: never. */
  seconds: number;
  disabled?: boolean;
  onChange: (seconds: number) => void;
};

type AskProps = Omit<SpanSelectProps, 'help' | 'disabled'> & { onClose: () => void };

const Ask = ({ label, seconds, onChange, onClose }: AskProps) => {
  const t = useT();
  const words = useTimerWords();
  const [chosen, setChosen] = useState<number | null | undefined>(seconds || null);
  return (
    <Dialog grows heading={label} onClose={onClose} closeLabel={t('common.close')}>
      <SpanChoice
        label={t('timer.question')}
        {...words}
        initial={seconds || null}
        startsTyping
        onChange={setChosen}
      />
      <DialogActions>
        <Button
          kind="primary"
          disabled={chosen === undefined}
          onClick={() => {
            onChange(chosen ?? 0);
            onClose();
          }}
        >
          {t('timer.save')}
        </Button>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
      </DialogActions>
    </Dialog>
  );
};

/** A setting that is a time after which something happens, or never: the usual ones at once, any other by typing it. */
export const SpanSelect = ({
  label,
  help,
  seconds,
  disabled = false,
  onChange,
}: SpanSelectProps) => {
  const t = useT();
  const [asking, setAsking] = useState(false);
  const known: readonly number[] = [0, ...timerChoicesS];
  const values = known.includes(seconds)
    ? known
    : [...known, seconds].sort((one, other) => one - other);
  return (
    <>
      <Select
        label={label}
        help={help}
        options={[
          ...values.map((value) => ({
            value: String(value),
            label:
              value === 0
                ? t('settings.disappear.never')
                : t('settings.disappear.after', { span: spanWords(t, value) }),
          })),
          { value: 'other', label: t('settings.disappear.other') },
        ]}
        value={String(seconds)}
        disabled={disabled}
        onChange={(value) => (value === 'other' ? setAsking(true) : onChange(Number(value)))}
      />
      {asking && (
        <Ask label={label} seconds={seconds} onChange={onChange} onClose={() => setAsking(false)} />
      )}
    </>
  );
};
