import { Check } from 'lucide-react';
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { useT } from '../../i18n/intl.tsx';
import { Button } from '../../ui/button.tsx';
import { DialogActions } from '../../ui/dialog.tsx';
import { Digits } from '../../ui/digits.tsx';
import { Icon } from '../../ui/icon.tsx';
import { FieldNotes } from '../../ui/text-field.tsx';
import styles from './compare.module.css';
import { CompareDialog, type Comparing } from './compare-dialog.tsx';
import { NotTheSame } from './not-the-same.tsx';
import { toGroups, toSpoken } from './number-grid.tsx';

export type AloudDialogProps = {
  comparing: Comparing;
  digits: string;
  isVerified: boolean;
  busy: boolean;
  error: string | undefined;
  /** The numbers differ, and that is remembered. */
  differs: boolean;
  onDiffer: () => void;
  onMark: () => void;
  onClose: () => void;
};

/** A key that is held down reads no group. */
const refuseHeld = (event: KeyboardEvent) => {
  if (event.repeat) event.preventDefault();
};

/** A safety number group by group, for two who read it to each other. */
export const AloudDialog = ({
  comparing,
  digits,
  isVerified,
  busy,
  error,
  differs: kept,
  onDiffer,
  onMark,
  onClose,
}: AloudDialogProps) => {
  const t = useT();
  const same = useRef<HTMLButtonElement>(null);
  const [at, setAt] = useState(0);
  const [differs, setDiffers] = useState(false);
  const groups = useMemo(() => toGroups(digits), [digits]);
  const { name } = comparing;
  const count = groups.length;
  const group = groups[at];
  const done = group === undefined;
  const begin = () => {
    setDiffers(false);
    setAt(0);
  };
  return (
    <CompareDialog
      wide
      comparing={comparing}
      onAnew={begin}
      stage={differs ? 'differs' : done ? 'done' : 'groups'}
      heading={t(differs ? 'encryption.different.title' : 'encryption.aloud.title')}
      onClose={onClose}
    >
      {differs ? (
        <NotTheSame name={name} kept={kept} />
      ) : (
        <>
          <p>{t('encryption.aloud.how', { name })}</p>
          <div role="status" className={styles.line}>
            {done ? (
              <span className={styles.done}>
                <Icon of={Check} size={40} />
              </span>
            ) : (
              <Digits>{group.digits}</Digits>
            )}
            <p className={styles.count}>
              {done
                ? t('encryption.aloud.all', { count })
                : t('encryption.aloud.group', { number: at + 1, count })}
            </p>
          </div>
          <ol className={styles.all} dir="ltr">
            {groups.map((one) => (
              <li
                key={one.number}
                className={styles.group}
                aria-current={one === group ? 'step' : undefined}
                aria-label={`${one.number}: ${toSpoken(one)}`}
              >
                <span aria-hidden>{one.number}</span>
                {one.digits}
              </li>
            ))}
          </ol>
        </>
      )}
      {error && <FieldNotes id="aloud" error={error} />}
      <DialogActions>
        {differs ? (
          <>
            <Button onClick={begin}>{t('encryption.different.again.do')}</Button>
            <Button onClick={onClose}>{t('common.close')}</Button>
          </>
        ) : done ? (
          // Another button than the one of the groups, and without the keyboard: a press too many marks nothing.
          isVerified ? (
            <Button key="close" onClick={onClose}>
              {t('common.close')}
            </Button>
          ) : (
            <Button key="mark" busy={busy} onClick={onMark}>
              {t('encryption.mark.do')}
            </Button>
          )
        ) : (
          <>
            <Button
              key="same"
              ref={same}
              autoFocus
              onKeyDown={refuseHeld}
              onClick={() => setAt(at + 1)}
            >
              {t(at + 1 < count ? 'encryption.aloud.same' : 'encryption.aloud.sameLast')}
            </Button>
            <Button
              onClick={() => {
                setDiffers(true);
                onDiffer();
              }}
            >
              {t('encryption.aloud.differs')}
            </Button>
          </>
        )}
        {at > 0 && !differs && (
          <Button
            kind="link"
            onClick={() => {
              setAt(at - 1);
              // The first group has none before it: this goes with the keyboard on it.
              if (at === 1) same.current?.focus();
            }}
          >
            {t('encryption.aloud.back')}
          </Button>
        )}
      </DialogActions>
    </CompareDialog>
  );
};
