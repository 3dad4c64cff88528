import { ShieldAlert, ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { useHost } from '../../host/context.tsx';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useT } from '../../i18n/intl.tsx';
import { ReadCode } from '../../scan/read-code.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { DialogActions } from '../../ui/dialog.tsx';
import { FieldNotes } from '../../ui/text-field.tsx';
import { CompareDialog, type Comparing } from './compare-dialog.tsx';
import { NotTheSame } from './not-the-same.tsx';

export type ScanDialogProps = {
  accountId: string;
  comparing: Comparing;
  /** The code that this side shows; whoever scans it has the wrong screen before them. */
  ownCode: string;
  /** The keys are the same, and marked so. */
  onSame: () => void;
  onUndo: () => void;
  /** As of `AloudDialog`. */
  differs: boolean;
  onDiffer: () => void;
  /** Of remembering it. */
  error: string | undefined;
  onClose: () => void;
};

type Result = 'same' | 'same_in_use' | 'different' | 'not_a_code' | 'newer_version' | 'own';

/** Reads the code on the other side's screen, and says what comparing it gave. */
export const ScanDialog = ({
  accountId,
  comparing,
  ownCode,
  onSame,
  onUndo,
  differs,
  onDiffer,
  error,
  onClose,
}: ScanDialogProps) => {
  const t = useT();
  const host = useHost();
  const errorText = useErrorText();
  const { name } = comparing;
  const [result, setResult] = useState<Result>();
  const scan = useAction(async (text: string) => {
    setResult(undefined);
    if (text.trim() === ownCode) {
      setResult('own');
      return;
    }
    const answer = await host.encryption.scan({ accountId, scanned: text.slice(0, 2_000) });
    setResult(answer.result);
    if (answer.result === 'same') onSame();
    if (answer.result === 'different') onDiffer();
  });
  const stage =
    result === 'same' || result === 'same_in_use' || result === 'different' ? result : 'scan';
  const trouble =
    result === 'not_a_code' || result === 'newer_version' || result === 'own'
      ? t(`encryption.scan.${result}`, { name })
      : scan.error && errorText(scan.error);
  const begin = () => {
    setResult(undefined);
    scan.clear();
  };
  return (
    <CompareDialog
      wide
      grows
      comparing={comparing}
      onAnew={begin}
      stage={stage}
      heading={t(`encryption.${stage}.title`, { name })}
      onClose={onClose}
    >
      {stage === 'same' ? (
        <>
          <Banner icon={ShieldCheck} tone="verified" live="polite">
            {t('encryption.same.text', { name })}
          </Banner>
          <DialogActions>
            <Button onClick={onClose}>{t('common.close')}</Button>
            <Button onClick={onUndo}>{t('common.undo')}</Button>
          </DialogActions>
        </>
      ) : stage === 'same_in_use' ? (
        <>
          <Banner icon={ShieldAlert} tone="attention" live="assertive">
            {t('encryption.same_in_use.text', { name })}
          </Banner>
          <DialogActions>
            <Button onClick={onClose}>{t('common.close')}</Button>
          </DialogActions>
        </>
      ) : stage === 'different' ? (
        <>
          <NotTheSame name={name} kept={differs} />
          {error && <FieldNotes id="scan-differs" error={error} />}
          <DialogActions>
            <Button onClick={begin}>{t('encryption.different.again.do')}</Button>
            <Button onClick={onClose}>{t('common.close')}</Button>
          </DialogActions>
        </>
      ) : (
        <ReadCode
          words={{
            where: t('encryption.scan.where', { name }),
            file: t('encryption.scan.file'),
            missing: t('encryption.scan.missing', { name }),
          }}
          onCode={scan.run}
          busy={scan.busy}
          error={trouble}
          onChange={begin}
        />
      )}
    </CompareDialog>
  );
};
