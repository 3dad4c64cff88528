import { lazy, Suspense, useEffect, useState } from 'react';
import type { DevicesState } from '../../contract/ipc/devices.ts';
import type { AlarmBy } from '../../contract/ipc/encryption/alarms.ts';
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
  /** Of which it is shown what to do, as the person wanted here or in a chat. */
  advised: AlarmBy | null;
  onAdvised: (advised: AlarmBy | null) => void;
  onDevices: () => void;
};

/** What was found against the log of keys and counts for every chat stands over everything, for as long as it is so. */
export const KeyNotice = ({ advised, onAdvised, onDevices }: KeyNoticeProps) => {
  const { devices, keyAlarms } = useSession();
  const told = useRemote(keyAlarms).value;
  const [alarm, ...others] = told?.alarms ?? [];
  const otherDevices = useRemotePart(devices, toOthers) ?? null;
  const stage = useRemotePart(devices, toStage);
  const [renewing, setRenewing] = useState(false);
  // What was wanted of one that ended meanwhile is not wanted of the next.
  const isOver = told !== undefined && alarm === undefined;
  useEffect(() => {
    if (isOver && advised) onAdvised(null);
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
          others={others}
          advised={advised}
          onAdvised={onAdvised}
          onDevices={onDevices}
          // Of keys that are on their way already the devices tell.
          onNewKeys={stage === 'waiting' ? onDevices : () => setRenewing(true)}
        />
      )}
      {renewing && <NewKeysDialog because="in_name" others={otherDevices} onClose={end} />}
    </Suspense>
  );
};
