import { type FormEvent, useState } from 'react';
import { useHost } from '../../host/context.tsx';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useT } from '../../i18n/intl.tsx';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './settings.module.css';

const leastLength = 8;

export type ChangePassphraseProps = { onChanged: () => void; onClose: () => void };

export const ChangePassphrase = ({ onChanged, onClose }: ChangePassphraseProps) => {
  const t = useT();
  const errorText = useErrorText();
  const host = useHost();
  const [current, setCurrent] = useState('');
  const [first, setFirst] = useState('');
  const [second, setSecond] = useState('');
  const [asked, setAsked] = useState(false);
  const [shown, setShown] = useState(false);
  const change = useAction(async () => {
    await host.vault.changePassphrase({ current, passphrase: first });
    onChanged();
  });
  const short = [...first].length < leastLength;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (!short && first === second) change.run();
  };
  const common = { type: shown ? 'text' : 'password', readOnly: change.busy };
  return (
    <Dialog alert heading={t('passphrase.changeTitle')} onClose={onClose}>
      <form className={styles.confirm} onSubmit={submit}>
        <TextField
          {...common}
          label={t('passphrase.current')}
          autoComplete="current-password"
          autoFocus
          value={current}
          onChange={(next) => {
            setCurrent(next);
            change.clear();
          }}
          error={change.error && errorText(change.error)}
        />
        <TextField
          {...common}
          label={t('passphrase.new')}
          help={t('vault.passphraseHelp')}
          autoComplete="new-password"
          value={first}
          onChange={setFirst}
          error={asked && short ? t('error.passphrase_too_short') : undefined}
        />
        <TextField
          {...common}
          label={t('vault.repeat')}
          autoComplete="new-password"
          value={second}
          onChange={setSecond}
          error={asked && !short && first !== second ? t('vault.different') : undefined}
        />
        <Checkbox label={t('vault.show')} checked={shown} onChange={setShown} />
        <DialogActions>
          <Button kind="primary" type="submit" busy={change.busy} disabled={current === ''}>
            {t('passphrase.save')}
          </Button>
          <Button onClick={onClose}>{t('passphrase.keep')}</Button>
        </DialogActions>
      </form>
    </Dialog>
  );
};
