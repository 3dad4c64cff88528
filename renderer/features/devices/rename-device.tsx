import { useState } from 'react';
import { toDisplayName } from '../../../contract/ids.ts';
import { useSession } from '../../host/context.tsx';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useT } from '../../i18n/intl.tsx';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './devices.module.css';

export type RenameDeviceProps = { name: string; onDone: () => void };

/** Another name for this device, which the person's other devices show. */
export const RenameDevice = ({ name, onDone }: RenameDeviceProps) => {
  const t = useT();
  const errorText = useErrorText();
  const { host, devices } = useSession();
  const [typed, setTyped] = useState(name);
  const wanted = toDisplayName(typed);
  const save = useAction(async (next: string) => {
    devices.put(await host.devices.rename({ name: next }));
    onDone();
  });
  return (
    <form
      className={styles.rename}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (wanted === name) onDone();
        else if (wanted !== '') save.run(wanted);
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onDone();
      }}
    >
      <TextField
        label={t('devices.rename.label')}
        help={t('devices.rename.help')}
        autoFocus
        maxLength={80}
        value={typed}
        onChange={(next) => {
          setTyped(next);
          save.clear();
        }}
        error={wanted === '' ? t('join.name.missing') : save.error && errorText(save.error)}
      />
      <div className={styles.buttons}>
        <Button small type="submit" busy={save.busy} disabled={wanted === ''}>
          {t('common.save')}
        </Button>
        <Button small onClick={onDone}>
          {t('common.cancel')}
        </Button>
      </div>
    </form>
  );
};
