import { FileCheck } from 'lucide-react';
import { useSession } from '../../host/context.tsx';
import { useRemotePart } from '../../host/remote.ts';
import type { TimedSharing } from '../../host/sharing.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useReceipt } from '../../host/use-save.ts';
import { useT } from '../../i18n/intl.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';

const hasChoices = ({ phase, accepted, waiting, globalOptOut }: TimedSharing) =>
  phase === 'ready' && (accepted !== null || waiting > 0 || globalOptOut.on);

/** What deleting the account means for what was shared; nothing for who never chose. */
export const SharingEnds = () => {
  const t = useT();
  const { sharing } = useSession();
  return useRemotePart(sharing, hasChoices) ? t('remove.sharing') : null;
};

/** Before the account goes: its receipts, which go with it. */
export const ReceiptOffer = () => {
  const t = useT();
  const errorText = useErrorText();
  const { sharing } = useSession();
  const receipt = useReceipt();
  if (!useRemotePart(sharing, hasChoices)) return null;
  return (
    <Banner
      icon={FileCheck}
      actions={
        <Button small busy={receipt.busy} onClick={() => receipt.run()}>
          {t('receipt.export')}
        </Button>
      }
    >
      <p>
        <SharingEnds />
      </p>
      <p>{t('remove.receipt')}</p>
      <p role="status">{receipt.saved && t('receipt.saved')}</p>
      <p role="alert">{receipt.error && errorText(receipt.error)}</p>
    </Banner>
  );
};
