import { ShieldX } from 'lucide-react';
import { useContext, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { KeyAlarm as Alarm, AlarmBy } from '../../../contract/ipc/encryption.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useSave } from '../../host/use-save.ts';
import { useT } from '../../i18n/intl.tsx';
import { Button } from '../../ui/button.tsx';
import { FocusAfter } from '../../ui/focus-after.ts';
import { useFocusBack } from '../../ui/use-focus-back.ts';
import { GoOnDialog } from './go-on-dialog.tsx';
import { KeyAdvice } from './key-advice.tsx';
import { Strip, StripNote } from './strip.tsx';

export type KeyAlarmProps = {
  alarm: NonNullable<Alarm['alarm']>;
  /** What to do about it is shown; who leads there need not be the alarm itself. */
  advised: boolean;
  onAdvised: (advised: boolean) => void;
  onDevices: () => void;
  /** To new keys, where those are what it wants for. */
  onNewKeys: () => void;
};

/** Somebody stands in the person's name, or the log of keys cannot be relied on: it counts for every chat, and stays while it is so. */
export const KeyAlarm = ({ alarm, advised, onAdvised, onDevices, onNewKeys }: KeyAlarmProps) => {
  const t = useT();
  const errorText = useErrorText();
  const { by } = alarm;
  const [goingAfter, setGoingAfter] = useState<AlarmBy>();
  const going = goingAfter === by;
  const open = going || advised;
  useEffect(() => () => onAdvised(false), [onAdvised]);
  // Where another one comes in its place, nothing of that is shown before the person wants it.
  const before = useRef(by);
  useLayoutEffect(() => {
    if (before.current === by) return;
    before.current = by;
    onAdvised(false);
    setGoingAfter(undefined);
  }, [by, onAdvised]);
  const close = () => {
    onAdvised(false);
    setGoingAfter(undefined);
  };
  // One page goes over into the other, and with it what it was opened from.
  const opener = useRef<HTMLButtonElement>(null);
  useFocusBack(open, opener);
  const focusAfter = useContext(FocusAfter);
  const evidence = useSave((host) => host.encryption.exportEvidence({ accountId: null }));
  return (
    <>
      <Strip
        icon={ShieldX}
        tone="danger"
        title={t(`alarm.keys.${by}.title`)}
        buttons={
          <>
            <Button ref={opener} small onClick={() => onAdvised(true)}>
              {t('withheld.more')}
            </Button>
            {!open && (
              <Button small busy={evidence.busy} onClick={() => evidence.run()}>
                {t('alarm.log.save')}
              </Button>
            )}
          </>
        }
      >
        <p>{t(`alarm.keys.${by}.short`)}</p>
        {!open && evidence.saved && <StripNote>{t('alarm.log.saved')}</StripNote>}
        {!open && evidence.error && <p>{errorText(evidence.error)}</p>}
      </Strip>
      {going && (
        <GoOnDialog
          by={by}
          onDone={() => {
            close();
            focusAfter();
          }}
          onClose={close}
        />
      )}
      {advised && !going && (
        <KeyAdvice
          alarm={alarm}
          evidence={evidence}
          onDevices={onDevices}
          onNewKeys={onNewKeys}
          onGoOn={() => setGoingAfter(by)}
          onClose={close}
        />
      )}
    </>
  );
};
