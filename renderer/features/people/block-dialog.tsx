import { ArrowDownToLine, ArrowUpFromLine, EyeOff, History, Undo2 } from 'lucide-react';
import type { Peer } from '../../../contract/ipc/model.ts';
import { useHost } from '../../host/context.tsx';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useT } from '../../i18n/intl.tsx';
import { useNumber } from '../../i18n/use-number.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { DoesLine } from './does-line.tsx';
import styles from './people.module.css';

export type BlockDialogProps = {
  peer: Pick<Peer, 'accountId' | 'name'>;
  onDone: () => void;
  onClose: () => void;
};

/** Says what a block does before it is done. */
export const BlockDialog = ({ peer, onDone, onClose }: BlockDialogProps) => {
  const t = useT();
  const host = useHost();
  const errorText = useErrorText();
  const name = useNumber(peer.name);
  const block = useAction(async () => {
    await host.people.block({ accountId: peer.accountId });
    onDone();
  });
  return (
    <Dialog heading={t('block.ask', { name })} onClose={onClose} alert>
      <ul className={styles.does}>
        <DoesLine icon={ArrowDownToLine}>{t('block.does.in')}</DoesLine>
        <DoesLine icon={ArrowUpFromLine}>{t('block.does.out')}</DoesLine>
        <DoesLine icon={EyeOff}>{t('block.does.told')}</DoesLine>
        <DoesLine icon={History}>{t('block.does.kept')}</DoesLine>
        <DoesLine icon={Undo2}>{t('block.does.back')}</DoesLine>
      </ul>
      <div role="alert">
        {block.error && <p className={styles.error}>{errorText(block.error)}</p>}
      </div>
      <DialogActions>
        <Button busy={block.busy} onClick={block.run}>
          {t('block.action')}
        </Button>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
      </DialogActions>
    </Dialog>
  );
};
