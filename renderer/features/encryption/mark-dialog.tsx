import { useT } from '../../i18n/intl.tsx';
import { Button } from '../../ui/button.tsx';
import { DialogActions } from '../../ui/dialog.tsx';
import { FieldNotes } from '../../ui/text-field.tsx';
import { CompareDialog, type Comparing } from './compare-dialog.tsx';

export type MarkDialogProps = {
  comparing: Comparing;
  /** What waits for numbers to be compared leaves with the mark. */
  leaves: boolean;
  busy: boolean;
  error: string | undefined;
  onMark: () => void;
  onClose: () => void;
};

/** Says what the mark means before it is set. */
export const MarkDialog = ({
  comparing,
  leaves,
  busy,
  error,
  onMark,
  onClose,
}: MarkDialogProps) => {
  const t = useT();
  const { name } = comparing;
  return (
    <CompareDialog
      alert
      comparing={comparing}
      stage="ask"
      heading={t('encryption.mark.ask', { name })}
      onClose={onClose}
    >
      <p>{t('encryption.mark.when', { name })}</p>
      <p>{t('encryption.mark.means')}</p>
      <p>{t('encryption.mark.told', { name })}</p>
      {leaves && <p>{t('encryption.mark.leaves')}</p>}
      {error && <FieldNotes id="mark-ask" error={error} />}
      <DialogActions>
        <Button busy={busy} onClick={onMark}>
          {t('encryption.mark.yes')}
        </Button>
        <Button onClick={onClose}>{t('encryption.mark.no')}</Button>
      </DialogActions>
    </CompareDialog>
  );
};
