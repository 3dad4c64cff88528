import { lazy, Suspense } from 'react';
import type { DevicesState } from '../../contract/ipc/devices.ts';
import type { SectionId } from '../features/settings/sections.ts';
import { useSession } from '../host/context.tsx';
import { useRemotePart } from '../host/remote.ts';

const AddedNotice = lazy(() =>
  import('../features/alarm/added-notice.tsx').then((m) => ({ default: m.AddedNotice })),
);

const isAdded = ({ added }: DevicesState) => added !== null;

export type DeviceNoticeProps = {
  /** The section of the settings that stands on the screen. */
  shown: SectionId | null;
  onSection: (section: SectionId) => void;
};

/** That a device was added stands over everything until the person said that they know; in its section it stands by itself. */
export const DeviceNotice = ({ shown, onSection }: DeviceNoticeProps) => {
  const added = useRemotePart(useSession().devices, isAdded);
  if (!added || shown === 'devices') return null;
  return (
    <Suspense>
      <AddedNotice onDevices={() => onSection('devices')} />
    </Suspense>
  );
};
