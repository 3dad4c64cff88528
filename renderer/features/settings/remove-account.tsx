import { type FormEvent, useState } from 'react';
import { useSession } from '../../host/context.tsx';
import { useRemote } from '../../host/remote.ts';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useT } from '../../i18n/intl.tsx';
import { isSameNumber } from '../../i18n/same-number.ts';
import { useNumber } from '../../i18n/use-number.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
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
  const [typed, setTyped] = useState('');
  const [other, setOther] = useState(false);
  const remove = useAction(async (number: string) => {
    const after = await host.account.remove({ number });
    onRemoved(number);
    account.put(after);
  });
  const shown = useNumber(own?.phase === 'ready' ? own.number : '');
  if (own?.phase !== 'ready') return null;
  const { number } = own;
  const confirm = (event: FormEvent) => {
    event.preventDefault();
    const same = isSameNumber(typed, number);
    setOther(!same);
    if (same) remove.run(number);
  };
  return (
    <>
      <p className={styles.text}>
        {t('remove.text')} <SharingEnds />
      </p>
      <div>
        <Button
          kind="danger"
          onClick={() => {
            setTyped('');
            setOther(false);
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
          onClose={() => setAsking(false)}
        >
          <form className={styles.confirm} onSubmit={confirm}>
            <p>{t('remove.text')}</p>
            <ReceiptOffer />
            <TextField
              label={t('remove.type')}
              type="tel"
              autoFocus
              dir="ltr"
              value={typed}
              onChange={(next) => {
                setTyped(next);
                setOther(false);
                remove.clear();
              }}
              error={other ? t('remove.other') : remove.error && errorText(remove.error)}
            />
            <DialogActions>
              <Button kind="danger" type="submit" busy={remove.busy}>
                {t('remove.yes')}
              </Button>
              <Button onClick={() => setAsking(false)}>{t('remove.no')}</Button>
            </DialogActions>
          </form>
        </Dialog>
      )}
    </>
  );
};
