import { useState } from 'react';
import { useSession } from '../../host/context.tsx';
import { useRemote } from '../../host/remote.ts';
import { useT } from '../../i18n/intl.tsx';
import { Button } from '../../ui/button.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { ChangePassphrase } from './change-passphrase.tsx';
import { KeptWhere } from './kept-where.tsx';
import styles from './settings.module.css';

/** How the key to the messages is kept on this computer, and the passphrase where it is kept under one. */
export const KeyProtection = () => {
  const t = useT();
  const vault = useRemote(useSession().vault).value;
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
        </div>
      )}
      <p role="status" className={styles.text}>
        {changed && t('passphrase.changed')}
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
