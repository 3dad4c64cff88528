import { Check, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { VaultState } from '../../../contract/ipc/shell.ts';
import { useSession } from '../../host/context.tsx';
import { useRemote } from '../../host/remote.ts';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useT } from '../../i18n/intl.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { ChangePassphrase } from './change-passphrase.tsx';
import styles from './settings.module.css';

const KeptWhere = ({ vault: { protection, backend } }: { vault: VaultState }) => {
  const t = useT();
  if (protection === 'passphrase') return t('about.vault.passphrase');
  return backend ? t('about.vault.keyringNamed', { backend }) : t('about.vault.keyring');
};

/** To change the passphrase, and to lock. */
const Passphrase = () => {
  const t = useT();
  const errorText = useErrorText();
  const { host } = useSession();
  const lock = useAction(() => host.vault.lock({}));
  const [changing, setChanging] = useState(false);
  const [changed, setChanged] = useState(false);
  return (
    <>
      <div className={styles.buttons}>
        <Button
          onClick={() => {
            setChanged(false);
            setChanging(true);
          }}
        >
          {t('passphrase.change')}
        </Button>
        <Button busy={lock.busy} onClick={() => lock.run()}>
          {t('passphrase.lock')}
        </Button>
      </div>
      <p className={styles.text}>{t('passphrase.lockHelp')}</p>
      {lock.error && (
        <Banner icon={TriangleAlert} tone="danger" live="assertive">
          {errorText(lock.error)}
        </Banner>
      )}
      <div role="status">{changed && <Banner icon={Check}>{t('passphrase.changed')}</Banner>}</div>
      {changing && (
        <ChangePassphrase
          onChanged={() => {
            setChanged(true);
            setChanging(false);
          }}
          onClose={() => setChanging(false)}
        />
      )}
    </>
  );
};

/** How the key to the messages is kept on this computer, and the passphrase where it is kept under one. */
export const KeyProtection = () => {
  const t = useT();
  const vault = useRemote(useSession().vault).value;
  if (!vault?.protection) return null;
  return (
    <>
      <Facts>
        <Fact term={t('about.vault')}>
          <KeptWhere vault={vault} />
        </Fact>
      </Facts>
      {vault.protection === 'passphrase' && <Passphrase />}
    </>
  );
};
