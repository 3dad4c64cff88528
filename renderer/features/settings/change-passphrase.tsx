import { TriangleAlert } from 'lucide-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useHost } from '../../host/context.tsx';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useNewPassphrase } from '../../host/use-new-passphrase.ts';
import { useT } from '../../i18n/intl.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { PassphraseFields } from '../../ui/passphrase-fields.tsx';
import styles from './settings.module.css';

export type ChangePassphraseProps = { onChanged: () => void; onClose: () => void };

export const ChangePassphrase = ({ onChanged, onClose }: ChangePassphraseProps) => {
  const t = useT();
  const errorText = useErrorText();
  const host = useHost();
  const [current, setCurrent] = useState('');
  const { value, fields, check } = useNewPassphrase(t('passphrase.new'));
  const change = useAction(async () => {
    await host.vault.changePassphrase({ current, passphrase: value });
    onChanged();
  });
  const { error } = change;
  const [next, again] = fields;
  const under = (code: 'passphrase_wrong' | 'passphrase_too_short') =>
    error?.code === code ? errorText(error) : undefined;
  const wrong = under('passphrase_wrong');
  const short = under('passphrase_too_short');
  // What turned out wrong is typed anew: the keyboard goes there.
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (error) form.current?.querySelector<HTMLInputElement>('input[aria-invalid="true"]')?.focus();
  }, [error]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (check()) change.run();
  };
  // It may be in force before it is answered: whoever leaves now would not know which one opens.
  const close = () => {
    if (!change.busy) onClose();
  };
  return (
    <Dialog alert heading={t('passphrase.changeTitle')} onClose={close}>
      <form ref={form} className={styles.confirm} onSubmit={submit}>
        <PassphraseFields
          fields={[
            {
              label: t('passphrase.current'),
              autoComplete: 'current-password',
              value: current,
              onChange: (typed) => {
                setCurrent(typed);
                change.clear();
              },
              error: wrong,
            },
            { ...next, error: next.error ?? short },
            again,
          ]}
          showLabel={t('vault.show')}
          busy={change.busy}
        />
        {error && !wrong && !short && (
          <Banner icon={TriangleAlert} tone="danger" live="assertive">
            {errorText(error)}
          </Banner>
        )}
        <DialogActions>
          <Button kind="primary" type="submit" busy={change.busy} disabled={current === ''}>
            {t('passphrase.save')}
          </Button>
          <Button disabled={change.busy} onClick={close}>
            {t('passphrase.keep')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
};
