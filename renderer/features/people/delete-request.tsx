import type { Peer } from '../../../contract/ipc/model.ts';
import { useHost } from '../../host/context.tsx';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useT } from '../../i18n/intl.tsx';
import { useNumber } from '../../i18n/use-number.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import styles from './people.module.css';

export type DeleteRequestProps = { peer: Peer; onDone: () => void; onClose: () => void };

export const DeleteRequest = ({ peer, onDone, onClose }: DeleteRequestProps) => {
  const t = useT();
  const host = useHost();
  const errorText = useErrorText();
  const name = useNumber(peer.name);
  const remove = useAction(async () => {
    await host.people.removeRequest({ accountId: peer.accountId });
    onDone();
  });
  return (
    <Dialog heading={t('requests.deleteAsk')} onClose={onClose} alert>
      <p>{t('requests.deleteText', { name })}</p>
      <div role="alert">
        {remove.error && <p className={styles.error}>{errorText(remove.error)}</p>}
      </div>
      <DialogActions>
        <Button busy={remove.busy} onClick={remove.run}>
          {t('requests.delete')}
        </Button>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
      </DialogActions>
    </Dialog>
  );
};
