import type { FormEvent } from 'react';
import { useSession } from '../../host/context.tsx';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useNewPassphrase } from '../../host/use-new-passphrase.ts';
import { useT } from '../../i18n/intl.tsx';
import { Button } from '../../ui/button.tsx';
import { PassphraseFields } from '../../ui/passphrase-fields.tsx';
import { VaultScreen } from './vault-screen.tsx';

/** No keyring here: says so, and asks for a passphrase instead. */
export const ChoosePassphrase = () => {
  const t = useT();
  const errorText = useErrorText();
  const { host, vault } = useSession();
  const { value, fields, check } = useNewPassphrase(t('vault.passphrase'));
  const create = useAction(async () => vault.put(await host.vault.create({ passphrase: value })));
  const retry = useAction(async () => vault.put(await host.vault.retry({})));
  const [first, again] = fields;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (check()) create.run();
  };
  return (
    <VaultScreen heading={t('vault.choose.title')}>
      <p>{t('vault.choose.why')}</p>
      <p>{t('vault.choose.once')}</p>
      <form onSubmit={submit} style={{ display: 'contents' }}>
        <PassphraseFields
          fields={[
            { ...first, error: first.error ?? (create.error && errorText(create.error)) },
            again,
          ]}
          showLabel={t('vault.show')}
          busy={create.busy}
        />
        <Button kind="primary" type="submit" wide busy={create.busy}>
          {t('vault.create')}
        </Button>
      </form>
      <Button kind="link" busy={retry.busy} onClick={() => retry.run()}>
        {t('vault.choose.retry')}
      </Button>
    </VaultScreen>
  );
};
