import type { AlarmBy } from '../../../contract/ipc/encryption/alarms.ts';
import { useSession } from '../../host/context.tsx';
import { useRemote } from '../../host/remote.ts';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useT } from '../../i18n/intl.tsx';
import { isSameNumber } from '../../i18n/same-number.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Points } from '../../ui/steps.tsx';
import { TypedConfirm } from '../../ui/typed-confirm.tsx';

export type GoOnDialogProps = {
  by: AlarmBy;
  /** The alarm is over. */
  onDone: () => void;
  onClose: () => void;
};

/** After an alarm of the log of keys: says what going on means, and has the person say so with their number. */
export const GoOnDialog = ({ by, onDone, onClose }: GoOnDialogProps) => {
  const t = useT();
  const errorText = useErrorText();
  const { host, account } = useSession();
  const own = useRemote(account).value;
  // The alarm goes with what the engine says then.
  const goOn = useAction(async (number: string) => {
    await host.encryption.goOn({ by, number });
    onDone();
  });
  if (own?.phase !== 'ready') return null;
  const { number } = own;
  return (
    <Dialog
      alert
      wide
      heading={t('alarm.goOn.title')}
      onClose={goOn.busy ? () => undefined : onClose}
    >
      <TypedConfirm
        label={t('remove.type')}
        type="tel"
        isSame={(typed) => isSameNumber(typed, number)}
        other={t('remove.other')}
        yes={t('alarm.goOn.yes')}
        no={t('alarm.goOn.no')}
        busy={goOn.busy}
        error={goOn.error && errorText(goOn.error)}
        onTyped={goOn.clear}
        onYes={() => goOn.run(number)}
        onNo={onClose}
      >
        <Points
          points={[
            t(`alarm.goOn.${by}.first`),
            t(`alarm.goOn.${by}.second`),
            t(`alarm.goOn.${by}.third`),
            t('alarm.goOn.evidence'),
          ]}
        />
      </TypedConfirm>
    </Dialog>
  );
};
