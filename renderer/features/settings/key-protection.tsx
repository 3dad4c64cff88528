import { useState } from 'react';
import { useSession } from '../../host/context.tsx';
import { useRemote } from '../../host/remote.ts';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useT } from '../../i18n/intl.tsx';
import { Button } from '../../ui/button.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { ChangePassphrase } from './change-passphrase.tsx';
import { KeptWhere } from './kept-where.tsx';
import styles from './settings.module.css';

/** How the key to the messages is kept on this computer, and the passphrase where it is kept under one. */
export const KeyProtection = () => {
  const t = useT();
  const errorText = useErrorText();
  const session = useSession();
  const vault = useRemote(session.vault).value;
  const lock = useAction(() => session.host.vault.lock({}));
  const [changing, setChanging] = useState(false);
  const [changed, setChanged] = useState(false);
  if (!vault?.protection) return null;
  return (
    <>
      <Facts>
        <Fact term={t('about.vault')}>
          <KeptWhere vault={vault} />
        </Fact>
      </Facts>
      {vault.protection === 'passphrase' && (
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
      )}
      {vault.protection === 'passphrase' && (
        <p className={styles.text}>{t('passphrase.lockHelp')}</p>
      )}
      <p role="status" className={styles.text}>
        {changed && t('passphrase.changed')}
        {lock.error && errorText(lock.error)}
      </p>
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
