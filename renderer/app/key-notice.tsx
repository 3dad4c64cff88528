import { lazy, Suspense } from 'react';
import { useSession } from '../host/context.tsx';
import { useRemote } from '../host/remote.ts';

const KeyAlarm = lazy(() =>
  import('../features/alarm/key-alarm.tsx').then((m) => ({ default: m.KeyAlarm })),
);

/** What was found against the log of keys and counts for every chat stands over everything, for as long as it is so. */
export const KeyNotice = ({ onDevices }: { onDevices: () => void }) => {
  const alarm = useRemote(useSession().keyAlarm).value?.alarm;
  if (!alarm) return null;
  return (
    <Suspense>
      <KeyAlarm alarm={alarm} onDevices={onDevices} />
    </Suspense>
  );
};
