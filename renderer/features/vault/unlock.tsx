import { useState } from 'react';
import { useSession } from '../../host/context.tsx';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useT } from '../../i18n/intl.tsx';
import { Button } from '../../ui/button.tsx';
import { PassphraseFields } from '../../ui/passphrase-fields.tsx';
import { VaultScreen } from './vault-screen.tsx';

export const Unlock = () => {
  const t = useT();
  const errorText = useErrorText();
  const { host, vault } = useSession();
  const [passphrase, setPassphrase] = useState('');
  const unlock = useAction(async () => vault.put(await host.vault.unlock({ passphrase })));
  return (
    <VaultScreen heading={t('vault.locked.title')}>
      <p>{t('vault.locked.text')}</p>
      <form
        style={{ display: 'contents' }}
        onSubmit={(event) => {
          event.preventDefault();
          if (passphrase !== '') unlock.run();
        }}
      >
        <PassphraseFields
          fields={[
            {
              label: t('vault.passphrase'),
              autoComplete: 'current-password',
              value: passphrase,
              onChange: (next) => {
                setPassphrase(next);
                unlock.clear();
              },
              error: unlock.error && errorText(unlock.error),
            },
          ]}
          showLabel={t('vault.show')}
          busy={unlock.busy}
        />
        <Button kind="primary" type="submit" wide busy={unlock.busy} disabled={passphrase === ''}>
          {t('vault.unlock')}
        </Button>
      </form>
    </VaultScreen>
  );
};
