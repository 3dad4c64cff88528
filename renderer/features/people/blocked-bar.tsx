import { Ban } from 'lucide-react';
import type { Peer } from '../../../contract/ipc/model.ts';
import { useHost } from '../../host/context.tsx';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useT } from '../../i18n/intl.tsx';
import { useNumber } from '../../i18n/use-number.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import styles from './people.module.css';

/** In the place of the composer, while they are blocked. */
export const BlockedBar = ({ peer }: { peer: Peer }) => {
  const t = useT();
  const host = useHost();
  const errorText = useErrorText();
  const name = useNumber(peer.name);
  const unblock = useAction(() => host.people.unblock({ accountId: peer.accountId }));
  return (
    <div className={styles.foot}>
      <div className={styles.bar}>
        <Icon of={Ban} size={18} />
        <p>{t('block.bar', { name })}</p>
        <Button busy={unblock.busy} onClick={unblock.run}>
          {t('block.undo')}
        </Button>
      </div>
      <div role="alert">
        {unblock.error && <p className={styles.error}>{errorText(unblock.error)}</p>}
      </div>
    </div>
  );
};
