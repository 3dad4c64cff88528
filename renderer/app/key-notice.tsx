import { lazy, Suspense, useEffect, useState } from 'react';
import type { DevicesState } from '../../contract/ipc/devices.ts';
import { useSession } from '../host/context.tsx';
import { useRemote, useRemotePart } from '../host/remote.ts';
import { focusWhatStays } from './focus.ts';

const KeyAlarm = lazy(() =>
  import('../features/alarm/key-alarm.tsx').then((m) => ({ default: m.KeyAlarm })),
);
const NewKeysDialog = lazy(() =>
  import('../features/devices/new-keys-dialog.tsx').then((m) => ({ default: m.NewKeysDialog })),
);

/** Null where they are not known. */
const toOthers = ({ devices }: DevicesState): number | null =>
  devices?.filter(({ thisDevice }) => !thisDevice).length ?? null;
const toStage = ({ newKeys }: DevicesState) => newKeys.stage;

export type KeyNoticeProps = {
  /** What to do about it is shown, as the person wanted here or in a chat. */
  advised: boolean;
  onAdvised: (advised: boolean) => void;
  onDevices: () => void;
};

/** What was found against the log of keys and counts for every chat stands over everything, for as long as it is so. */
export const KeyNotice = ({ advised, onAdvised, onDevices }: KeyNoticeProps) => {
  const { devices, keyAlarm } = useSession();
  const alarm = useRemote(keyAlarm).value?.alarm;
  const others = useRemotePart(devices, toOthers) ?? null;
  const stage = useRemotePart(devices, toStage);
  const [renewing, setRenewing] = useState(false);
  // What was wanted of one that ended meanwhile is not wanted of the next.
  const isOver = alarm === null;
  useEffect(() => {
    if (isOver && advised) onAdvised(false);
  }, [isOver, advised, onAdvised]);
  const end = () => {
    setRenewing(false);
    const now = devices.read();
    // Their page says what became of keys of which the answer was lost.
    if (now.status === 'ready' && toStage(now.value) === 'waiting') onDevices();
    else focusWhatStays();
  };
  return (
    <Suspense>
      {alarm && (
        <KeyAlarm
          alarm={alarm}
          advised={advised}
          onAdvised={onAdvised}
          onDevices={onDevices}
          // Of keys that are on their way already the devices tell.
          onNewKeys={stage === 'waiting' ? onDevices : () => setRenewing(true)}
        />
      )}
      {renewing && <NewKeysDialog because="in_name" others={others} onClose={end} />}
    </Suspense>
  );
};
