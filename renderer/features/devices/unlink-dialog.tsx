import { useState } from 'react';
import type { OwnDevice } from '../../../contract/ipc/devices.ts';
import { useSession } from '../../host/context.tsx';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useT } from '../../i18n/intl.tsx';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { RadioGroup } from '../../ui/radio-group.tsx';
import { FieldNotes } from '../../ui/text-field.tsx';
import styles from './devices.module.css';

export type UnlinkDialogProps = {
  /** The devices to go; one by its name, several as all the others. */
  devices: readonly OwnDevice[];
  onClose: () => void;
  /** They are unlinked, and one of them was lost: new keys are next. */
  onLost: () => void;
};

/** Says what unlinking does and what it cannot do, and asks what becomes of the messages there. */
export const UnlinkDialog = ({ devices: gone, onClose, onLost }: UnlinkDialogProps) => {
  const t = useT();
  const errorText = useErrorText();
  const { host, devices } = useSession();
  const [messages, setMessages] = useState<'keep' | 'wipe'>();
  const [isLost, setLost] = useState(false);
  const [asked, setAsked] = useState(false);
  const unlink = useAction(async (wipe: boolean) => {
    const deviceIds = gone.map(({ deviceId }) => deviceId);
    devices.put(await host.devices.unlink({ deviceIds, wipe }));
    if (isLost) onLost();
    else onClose();
  });
  const [first] = gone;
  const one = gone.length === 1;
  const heading =
    one && first
      ? t('devices.unlink.title', { name: first.name ?? t('devices.unreadable') })
      : t('devices.unlink.titleAll', { count: gone.length });
  return (
    <Dialog alert heading={heading} onClose={onClose}>
      <p>{t('devices.unlink.text', { count: gone.length })}</p>
      <div>
        <RadioGroup
          cards
          label={t('devices.unlink.question', { count: gone.length })}
          value={messages}
          onChange={setMessages}
          options={[
            {
              value: 'keep',
              label: t('devices.unlink.keep'),
              help: t('devices.unlink.keepHelp', { count: gone.length }),
            },
            {
              value: 'wipe',
              label: t('devices.unlink.wipe'),
              help: t('devices.unlink.wipeHelp', { count: gone.length }),
            },
          ]}
        />
        <FieldNotes
          id="unlink"
          error={asked && !messages ? t('devices.choose') : unlink.error && errorText(unlink.error)}
        />
      </div>
      <p className={styles.note}>{t('devices.unlink.lost', { count: gone.length })}</p>
      <Checkbox
        label={t('devices.unlink.newKeys', { count: gone.length })}
        help={t('devices.unlink.newKeysHelp')}
        checked={isLost}
        onChange={setLost}
      />
      <DialogActions>
        <Button
          kind="danger"
          busy={unlink.busy}
          onClick={() => {
            setAsked(true);
            if (messages) unlink.run(messages === 'wipe');
          }}
        >
          {t('devices.unlink.yes', { count: gone.length })}
        </Button>
        <Button onClick={onClose}>{t('devices.unlink.no')}</Button>
      </DialogActions>
    </Dialog>
  );
};
