import { Check } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useT } from '../../i18n/intl.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Digits } from '../../ui/digits.tsx';
import { Icon } from '../../ui/icon.tsx';
import { FieldNotes } from '../../ui/text-field.tsx';
import styles from './compare.module.css';
import { NotTheSame } from './not-the-same.tsx';
import { toGroups, toSpoken } from './number-grid.tsx';

export type AloudDialogProps = {
  name: string;
  digits: string;
  isVerified: boolean;
  busy: boolean;
  error: string | undefined;
  onMark: () => void;
  onClose: () => void;
};

/** A safety number line by line, for two who read it to each other. */
export const AloudDialog = ({
  name,
  digits,
  isVerified,
  busy,
  error,
  onMark,
  onClose,
}: AloudDialogProps) => {
  const t = useT();
  const [at, setAt] = useState(0);
  const [differs, setDiffers] = useState(false);
  const groups = useMemo(() => toGroups(digits), [digits]);
  const count = groups.length;
  const group = groups[at];
  const done = group === undefined;
  return (
    <Dialog
      wide
      heading={t(differs ? 'encryption.different.title' : 'encryption.aloud.title')}
      closeLabel={t('common.close')}
      onClose={onClose}
    >
      <div className={styles.stage}>
        {differs ? (
          <NotTheSame name={name} />
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
                  : t('encryption.aloud.line', { line: at + 1, count })}
              </p>
            </div>
            <ol className={styles.all} dir="ltr">
              {groups.map((one) => (
                <li
                  key={one.line}
                  className={styles.group}
                  aria-current={one === group ? 'step' : undefined}
                  aria-label={`${one.line}: ${toSpoken(one)}`}
                >
                  <span aria-hidden>{one.line}</span>
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
              <Button
                onClick={() => {
                  setDiffers(false);
                  setAt(0);
                }}
              >
                {t('encryption.different.again.do')}
              </Button>
              <Button onClick={onClose}>{t('common.close')}</Button>
            </>
          ) : (
            <>
              {done && isVerified ? (
                <Button key="same" onClick={onClose}>
                  {t('common.close')}
                </Button>
              ) : (
                <Button
                  key="same"
                  autoFocus
                  busy={busy}
                  onClick={() => (done ? onMark() : setAt(at + 1))}
                >
                  {t(done ? 'encryption.mark.do' : 'encryption.aloud.same')}
                </Button>
              )}
              {!done && (
                <Button onClick={() => setDiffers(true)}>{t('encryption.aloud.differs')}</Button>
              )}
              {at > 0 && (
                <Button kind="link" onClick={() => setAt(at - 1)}>
                  {t('encryption.aloud.back')}
                </Button>
              )}
            </>
          )}
        </DialogActions>
      </div>
    </Dialog>
  );
};
