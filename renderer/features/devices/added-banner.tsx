import { MonitorCheck } from 'lucide-react';
import type { DevicesState } from '../../../contract/ipc/devices.ts';
import { useSession } from '../../host/context.tsx';
import { useAction } from '../../host/use-action.ts';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';

export type AddedBannerProps = {
  state: DevicesState;
  now: number;
  onUnlink: (deviceId: number) => void;
};

/** A device was added, and the person has not said that they know of it. */
export const AddedBanner = ({ state, now, onUnlink }: AddedBannerProps) => {
  const t = useT();
  const formats = useFormats();
  const { host, devices } = useSession();
  const read = useAction(async () => devices.put(await host.devices.readAdded({})));
  const { added } = state;
  if (!added) return null;
  const listed = state.devices?.find(({ deviceId }) => deviceId === added.deviceId);
  return (
    <Banner
      icon={MonitorCheck}
      tone="attention"
      live="polite"
      title={t('devices.new.title', { name: added.name ?? t('devices.unreadable') })}
      actions={
        <>
          <Button small busy={read.busy} onClick={() => read.run()}>
            {t('devices.new.mine')}
          </Button>
          {listed && (
            <Button small onClick={() => onUnlink(listed.deviceId)}>
              {t('devices.new.unlink')}
            </Button>
          )}
        </>
      }
    >
      {t('devices.new.text', { when: formats.since(added.at, now) })}
    </Banner>
  );
};
