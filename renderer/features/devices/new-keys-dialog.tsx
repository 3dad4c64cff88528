import { useState } from 'react';
import { useSession } from '../../host/context.tsx';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useT } from '../../i18n/intl.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { FieldNotes } from '../../ui/text-field.tsx';
import styles from './devices.module.css';

export type NewKeysDialogProps = {
  /** How many other devices there are, which end with it. */
  others: number;
  onClose: () => void;
};

/** Says what new keys do and what they cannot do, then makes them. */
export const NewKeysDialog = ({ others, onClose }: NewKeysDialogProps) => {
  const t = useT();
  const errorText = useErrorText();
  const { host, devices } = useSession();
  // How many there were when it was asked: by the end there are none.
  const [count] = useState(others);
  const [isDone, setDone] = useState(false);
  const make = useAction(async () => {
    const state = await host.devices.makeNewKeys({});
    devices.put(state);
    // The page says that the answer was lost, for as long as it is so.
    if (state.newKeys.stage === 'waiting') onClose();
    else setDone(true);
  });
  if (isDone) {
    return (
      <Dialog alert heading={t('devices.newKeys.done')} onClose={onClose}>
        <p role="status">{t('devices.newKeys.doneText')}</p>
        <DialogActions>
          <Button kind="primary" autoFocus onClick={onClose}>
            {t('devices.newKeys.close')}
          </Button>
        </DialogActions>
      </Dialog>
    );
  }
  const problem = make.error && t('devices.newKeys.failed', { problem: errorText(make.error) });
  return (
    <Dialog
      alert
      heading={t('devices.newKeys.ask')}
      onClose={make.busy ? () => undefined : onClose}
    >
      <ul className={styles.points}>
        <li>{t('devices.newKeys.new')}</li>
        {count > 0 && <li>{t('devices.newKeys.others', { count })}</li>}
        <li>{t('devices.newKeys.people')}</li>
        <li>{t('devices.newKeys.old')}</li>
      </ul>
      <FieldNotes id="newkeys" error={problem} />
      <DialogActions>
        <Button kind="danger" busy={make.busy} onClick={() => make.run()}>
          {t('devices.newKeys.yes')}
        </Button>
        <Button disabled={make.busy} onClick={onClose}>
          {t('devices.newKeys.no')}
        </Button>
      </DialogActions>
    </Dialog>
  );
};
