import { useState } from 'react';
import { useSession } from '../../host/context.tsx';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useT } from '../../i18n/intl.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { FieldNotes } from '../../ui/text-field.tsx';
import { VaultScreen } from './vault-screen.tsx';

/** The key is lost, or its keyring changed. The data is untouched, and this says so first. */
export const Recover = ({ kind }: { kind: 'key_lost' | 'keyring_changed' }) => {
  const t = useT();
  const errorText = useErrorText();
  const { host, vault } = useSession();
  const [asking, setAsking] = useState(false);
  const retry = useAction(async () => vault.put(await host.vault.retry({})));
  const aside = useAction(async () => vault.put(await host.vault.setAside({})));
  const lost = kind === 'key_lost';
  const error = retry.error ?? aside.error;
  return (
    <VaultScreen heading={t(lost ? 'vault.keyLost.title' : 'vault.keyringChanged.title')}>
      <p>{t(lost ? 'vault.keyLost.text' : 'vault.keyringChanged.text')}</p>
      <p>{t('vault.recover.unlock')}</p>
      <Button kind="primary" wide busy={retry.busy} onClick={() => retry.run()}>
        {t('vault.recover.retry')}
      </Button>
      <Button wide onClick={() => setAsking(true)}>
        {t('vault.recover.aside')}
      </Button>
      <FieldNotes id="recover" error={error && errorText(error)} />
      {asking && (
        <Dialog alert heading={t('vault.recover.asideTitle')} onClose={() => setAsking(false)}>
          <p>{t('vault.recover.asideText')}</p>
          <DialogActions>
            <Button busy={aside.busy} onClick={() => aside.run()}>
              {t('vault.recover.asideYes')}
            </Button>
            <Button onClick={() => setAsking(false)}>{t('vault.recover.asideNo')}</Button>
          </DialogActions>
        </Dialog>
      )}
    </VaultScreen>
  );
};
