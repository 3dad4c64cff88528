import { useState } from 'react';
import { useSession } from '../../host/context.tsx';
import { useRemote } from '../../host/remote.ts';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useT } from '../../i18n/intl.tsx';
import { isSameNumber } from '../../i18n/same-number.ts';
import { useNumber } from '../../i18n/use-number.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TypedConfirm } from '../../ui/typed-confirm.tsx';
import { ReceiptOffer, SharingEnds } from './receipt-offer.tsx';
import styles from './settings.module.css';

export type RemoveAccountProps = {
  /** The account of this number is gone, here and on the server. */
  onRemoved: (number: string) => void;
};

export const RemoveAccount = ({ onRemoved }: RemoveAccountProps) => {
  const t = useT();
  const errorText = useErrorText();
  const { host, account } = useSession();
  const own = useRemote(account).value;
  const [asking, setAsking] = useState(false);
  const remove = useAction(async (number: string) => {
    const after = await host.account.remove({ number });
    onRemoved(number);
    account.put(after);
  });
  const shown = useNumber(own?.phase === 'ready' ? own.number : '');
  if (own?.phase !== 'ready') return null;
  const { number } = own;
  const close = () => setAsking(false);
  return (
    <>
      <p className={styles.text}>
        {t('remove.text')} <SharingEnds />
      </p>
      <div>
        <Button
          kind="danger"
          onClick={() => {
            remove.clear();
            setAsking(true);
          }}
        >
          {t('remove.open')}
        </Button>
      </div>
      {asking && (
        <Dialog
          alert
          heading={t('remove.confirmTitle', { number: shown })}
          onClose={remove.busy ? () => undefined : close}
        >
          <TypedConfirm
            label={t('remove.type')}
            type="tel"
            isSame={(typed) => isSameNumber(typed, number)}
            other={t('remove.other')}
            yes={t('remove.yes')}
            no={t('remove.no')}
            busy={remove.busy}
            error={remove.error && errorText(remove.error)}
            onTyped={remove.clear}
            onYes={() => remove.run(number)}
            onNo={close}
          >
            <p>{t('remove.text')}</p>
            <ReceiptOffer />
          </TypedConfirm>
        </Dialog>
      )}
    </>
  );
};
