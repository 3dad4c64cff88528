import { useState } from 'react';
import { useSession } from '../../host/context.tsx';
import { useRemote } from '../../host/remote.ts';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useT } from '../../i18n/intl.tsx';
import { useNumber } from '../../i18n/use-number.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './settings.module.css';

const digits = (text: string) => text.replace(/[^\d]/g, '');

export const RemoveAccount = () => {
  const t = useT();
  const errorText = useErrorText();
  const { host, account } = useSession();
  const own = useRemote(account).value;
  const [asking, setAsking] = useState(false);
  const [typed, setTyped] = useState('');
  const remove = useAction(async (number: string) =>
    account.put(await host.account.remove({ number })),
  );
  const shown = useNumber(own?.phase === 'ready' ? own.number : '');
  if (own?.phase !== 'ready') return null;
  const { number } = own;
  const same = digits(typed) === digits(number);
  return (
    <>
      <p className={styles.text}>{t('remove.text')}</p>
      <div>
        <Button
          kind="danger"
          onClick={() => {
            setTyped('');
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
          <p>{t('remove.text')}</p>
          <TextField
            label={t('remove.type')}
            type="tel"
            autoFocus
            dir="ltr"
            value={typed}
            onChange={setTyped}
            error={remove.error && errorText(remove.error)}
          />
          <DialogActions>
            <Button
              kind="danger"
              busy={remove.busy}
              disabled={!same}
              onClick={() => remove.run(number)}
            >
              {t('remove.yes')}
            </Button>
            <Button onClick={() => setAsking(false)}>{t('remove.no')}</Button>
          </DialogActions>
        </Dialog>
      )}
    </>
  );
};
