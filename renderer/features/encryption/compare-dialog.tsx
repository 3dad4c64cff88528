import { KeyRound } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useT } from '../../i18n/intl.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions, type DialogProps } from '../../ui/dialog.tsx';
import styles from './compare.module.css';

/** What a dialog of comparing is about. */
export type Comparing = {
  readonly name: string;
  /** The keys changed since it began: what was compared until then counts no more. */
  readonly changed: boolean;
  /** Begins anew with the keys of now. */
  readonly begin: () => void;
};

export type CompareDialogProps = Omit<DialogProps, 'closeLabel'> & {
  comparing: Comparing;
  /** What it shows now: where that goes, the keyboard stays in the dialog. */
  stage: string;
  /** It begins anew here; without it, where it was opened. */
  onAnew?: () => void;
};

/** A dialog of comparing stays when keys change meanwhile, says so, and offers nothing of the former ones. */
export const CompareDialog = ({
  comparing,
  stage,
  heading,
  children,
  onAnew,
  onClose,
  ...rest
}: CompareDialogProps) => {
  const t = useT();
  const { changed, begin } = comparing;
  const now = changed ? 'changed' : stage;
  const part = useRef<HTMLDivElement>(null);
  const shown = useRef(now);
  useEffect(() => {
    if (shown.current === now) return;
    shown.current = now;
    const whole = part.current?.closest<HTMLElement>('[role$="dialog"]');
    // What had the keyboard is gone; the dialog reads out what came of it.
    if (!whole?.contains(document.activeElement)) whole?.focus();
  }, [now]);
  return (
    <Dialog
      {...rest}
      heading={changed ? t('encryption.changed.title') : heading}
      {...(!rest.alert && { closeLabel: t('common.close') })}
      onClose={onClose}
    >
      <div ref={part} className={styles.stage}>
        {changed ? (
          <>
            <Banner icon={KeyRound} tone="attention" live="assertive">
              {t('encryption.changed.text')}
            </Banner>
            <DialogActions>
              {onAnew && (
                <Button
                  onClick={() => {
                    onAnew();
                    begin();
                  }}
                >
                  {t('encryption.changed.anew')}
                </Button>
              )}
              <Button onClick={onClose}>{t('common.close')}</Button>
            </DialogActions>
          </>
        ) : (
          children
        )}
      </div>
    </Dialog>
  );
};
