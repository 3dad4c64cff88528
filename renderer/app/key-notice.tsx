import { lazy, Suspense, useEffect, useState } from 'react';
import type { KeyAlarm as Alarm } from '../../contract/ipc/encryption.ts';
import { useHost } from '../host/context.tsx';

const KeyAlarm = lazy(() =>
  import('../features/alarm/key-alarm.tsx').then((m) => ({ default: m.KeyAlarm })),
);

/** What was found against the log of keys and counts for every chat stands over everything, for as long as it is so. */
export const KeyNotice = ({ onDevices }: { onDevices: () => void }) => {
  const { encryption, onEngineRestart } = useHost();
  const [alarm, setAlarm] = useState<Alarm['alarm']>(null);
  useEffect(() => {
    let isOver = false;
    const ask = () =>
      void encryption.alarm({}).then(
        (answer) => {
          if (!isOver) setAlarm(answer.alarm);
        },
        // Without an account or a database there is nothing to say.
        () => undefined,
      );
    ask();
    const stops = [
      encryption.on('alarmChanged', (told) => setAlarm(told.alarm)),
      onEngineRestart(ask),
    ];
    return () => {
      isOver = true;
      for (const stop of stops) stop();
    };
  }, [encryption, onEngineRestart]);
  if (!alarm) return null;
  return (
    <Suspense>
      <KeyAlarm alarm={alarm} onDevices={onDevices} />
    </Suspense>
  );
};
