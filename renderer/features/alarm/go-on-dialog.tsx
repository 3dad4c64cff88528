import { type FormEvent, useState } from 'react';
import type { KeyAlarm } from '../../../contract/ipc/encryption.ts';
import { useSession } from '../../host/context.tsx';
import { useRemote } from '../../host/remote.ts';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useT } from '../../i18n/intl.tsx';
import { isSameNumber } from '../../i18n/same-number.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './key-alarm.module.css';

export type GoOnDialogProps = {
  by: NonNullable<KeyAlarm['alarm']>['by'];
  onClose: () => void;
};

/** After an alarm of the log of keys: says what going on means, and has the person say so with their number. */
export const GoOnDialog = ({ by, onClose }: GoOnDialogProps) => {
  const t = useT();
  const errorText = useErrorText();
  const { host, account } = useSession();
  const own = useRemote(account).value;
  const [typed, setTyped] = useState('');
  const [other, setOther] = useState(false);
  // The alarm goes with what the engine says then.
  const goOn = useAction(async (number: string) => {
    await host.encryption.goOn({ by, number });
    onClose();
  });
  if (own?.phase !== 'ready') return null;
  const { number } = own;
  const confirm = (event: FormEvent) => {
    event.preventDefault();
    const same = isSameNumber(typed, number);
    setOther(!same);
    if (same) goOn.run(number);
  };
  return (
    <Dialog
      alert
      wide
      heading={t('alarm.goOn.title')}
      onClose={goOn.busy ? () => undefined : onClose}
    >
      <form className={styles.parts} onSubmit={confirm}>
        <ul className={styles.points}>
          <li>{t(`alarm.goOn.${by}.first`)}</li>
          <li>{t(`alarm.goOn.${by}.second`)}</li>
          <li>{t(`alarm.goOn.${by}.third`)}</li>
          <li>{t('alarm.goOn.evidence')}</li>
        </ul>
        <TextField
          label={t('remove.type')}
          type="tel"
          autoFocus
          dir="ltr"
          value={typed}
          onChange={(next) => {
            setTyped(next);
            setOther(false);
            goOn.clear();
          }}
          error={other ? t('remove.other') : goOn.error && errorText(goOn.error)}
        />
        <DialogActions>
          <Button kind="danger" type="submit" busy={goOn.busy}>
            {t('alarm.goOn.yes')}
          </Button>
          <Button disabled={goOn.busy} onClick={onClose}>
            {t('alarm.goOn.no')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
};
