import { lazy, Suspense } from 'react';
import type { DevicesState } from '../../contract/ipc/devices.ts';
import type { SectionId } from '../features/settings/sections.ts';
import { useSession } from '../host/context.tsx';
import { useRemotePart } from '../host/remote.ts';

const AddedNotice = lazy(() =>
  import('../features/alarm/added-notice.tsx').then((m) => ({ default: m.AddedNotice })),
);
const LinkedNotice = lazy(() =>
  import('../features/alarm/linked-notice.tsx').then((m) => ({ default: m.LinkedNotice })),
);

const whichOf = ({ added, linked }: DevicesState) =>
  added !== null ? 'added' : linked !== null ? 'linked' : null;

export type DeviceNoticeProps = {
  /** The section of the settings that stands on the screen. */
  shown: SectionId | null;
  onSection: (section: SectionId) => void;
};

/**
 * That a device was added stands over everything until the person said that they know, and one line that the one which they approved here
 * joined, until it was read; in their section they stand by themselves.
 */
export const DeviceNotice = ({ shown, onSection }: DeviceNoticeProps) => {
  const which = useRemotePart(useSession().devices, whichOf);
  if (!which || shown === 'devices') return null;
  const Notice = which === 'added' ? AddedNotice : LinkedNotice;
  return (
    <Suspense>
      <Notice onDevices={() => onSection('devices')} />
    </Suspense>
  );
};
