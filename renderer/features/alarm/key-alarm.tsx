import { ShieldX } from 'lucide-react';
import { useContext, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { KeyAlarm as Alarm, AlarmBy } from '../../../contract/ipc/encryption/alarms.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useSave } from '../../host/use-save.ts';
import { useT } from '../../i18n/intl.tsx';
import { Button } from '../../ui/button.tsx';
import { FocusAfter } from '../../ui/focus-after.ts';
import { useFocusBack } from '../../ui/use-focus-back.ts';
import { GoOnDialog } from './go-on-dialog.tsx';
import { KeyAdvice } from './key-advice.tsx';
import { Strip, StripAlso, StripNote } from './strip.tsx';

export type KeyAlarmProps = {
  /** The gravest. */
  alarm: Alarm;
  /** What else there is. */
  others: readonly Alarm[];
  /** Of which of them it is shown what to do; who leads there need not be the strip. */
  advised: AlarmBy | null;
  onAdvised: (advised: AlarmBy | null) => void;
  onDevices: () => void;
  /** To new keys, where those are what it wants for. */
  onNewKeys: () => void;
};

/**
 * Somebody stands in the person's name, or the log of keys cannot be relied on: it counts for every chat, and stays while it is so. What else there
 * is stands below by its name, so that none of it hides another.
 */
export const KeyAlarm = ({
  alarm,
  others,
  advised,
  onAdvised,
  onDevices,
  onNewKeys,
}: KeyAlarmProps) => {
  const t = useT();
  const errorText = useErrorText();
  const { by } = alarm;
  const shown = [alarm, ...others].find((one) => one.by === advised);
  const open = shown !== undefined;
  // A notice can be put away from the first on: it says what happened as long as it stands.
  const canEnd = alarm.end === 'ready' && by !== 'epoch' && by !== 'label_key';
  const [goingAfter, setGoingAfter] = useState<AlarmBy>();
  const going = open && goingAfter === advised;
  useEffect(() => () => onAdvised(null), [onAdvised]);
  // Where it is over, or another one comes before the others, nothing more is shown before the person wants it.
  const before = useRef(by);
  const isGone = advised !== null && !open;
  useLayoutEffect(() => {
    if (before.current === by && !isGone) return;
    before.current = by;
    onAdvised(null);
    setGoingAfter(undefined);
  }, [by, isGone, onAdvised]);
  const close = () => {
    onAdvised(null);
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
            <Button ref={opener} small onClick={() => onAdvised(by)}>
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
        <p>{t(canEnd ? `alarm.keys.${by}.ready` : `alarm.keys.${by}.short`)}</p>
        {others.length > 0 && (
          <StripAlso label={t('alarm.keys.also')}>
            {others.map((other) => (
              <Button key={other.by} kind="link" onClick={() => onAdvised(other.by)}>
                {t(`alarm.keys.${other.by}.title`)}
              </Button>
            ))}
          </StripAlso>
        )}
        {!open && evidence.saved && <StripNote>{t('alarm.log.saved')}</StripNote>}
        {!open && evidence.error && <p>{errorText(evidence.error)}</p>}
      </Strip>
      {going && (
        <GoOnDialog
          by={shown.by}
          onDone={() => {
            close();
            focusAfter();
          }}
          onClose={close}
        />
      )}
      {open && !going && (
        <KeyAdvice
          alarm={shown}
          evidence={evidence}
          onDevices={onDevices}
          onNewKeys={onNewKeys}
          onGoOn={() => setGoingAfter(shown.by)}
          onClose={close}
        />
      )}
    </>
  );
};
