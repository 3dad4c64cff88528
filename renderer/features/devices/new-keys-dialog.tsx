import { useState } from 'react';
import { useSession } from '../../host/context.tsx';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useT } from '../../i18n/intl.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Points } from '../../ui/steps.tsx';
import { FieldNotes } from '../../ui/text-field.tsx';

export type NewKeysDialogProps = {
  /** A computer was lost, or the log has a key in the person's name that is not theirs. */
  because: 'lost' | 'in_name';
  /** How many other devices there are, which end with it; null where that is not known. */
  others: number | null;
  onClose: () => void;
};

/** Says what new keys do and what they cannot do, then makes them. */
export const NewKeysDialog = ({ because, others, onClose }: NewKeysDialogProps) => {
  const t = useT();
  const errorText = useErrorText();
  const { host, devices } = useSession();
  // How many there were when it was asked: by the end there are none.
  const [count] = useState(others);
  const [isDone, setDone] = useState(false);
  const isLost = because === 'lost';
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
        <p role="status">
          {t(isLost ? 'devices.newKeys.doneText' : 'devices.newKeys.inName.then')}
        </p>
        <p>{t('devices.newKeys.doneCompared')}</p>
        <DialogActions>
          <Button kind="primary" autoFocus onClick={onClose}>
            {t('devices.newKeys.close')}
          </Button>
        </DialogActions>
      </Dialog>
    );
  }
  const ofOthers =
    count === null ? t('devices.newKeys.othersUnknown') : t('devices.newKeys.others', { count });
  const problem = make.error && t('devices.newKeys.failed', { problem: errorText(make.error) });
  return (
    <Dialog
      alert
      heading={t('devices.newKeys.ask')}
      onClose={make.busy ? () => undefined : onClose}
    >
      <Points
        points={[
          t(isLost ? 'devices.newKeys.new' : 'devices.newKeys.inName.new'),
          ...(count === 0 ? [] : [ofOthers]),
          t('devices.newKeys.people'),
          t('devices.newKeys.compared'),
          t(isLost ? 'devices.newKeys.old' : 'devices.newKeys.inName.old'),
          ...(isLost ? [] : [t('devices.newKeys.inName.then')]),
        ]}
      />
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
