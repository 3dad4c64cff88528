import { MonitorCheck } from 'lucide-react';
import type { DevicesState } from '../../../contract/ipc/devices.ts';
import { useSession } from '../../host/context.tsx';
import { useAction } from '../../host/use-action.ts';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';

/** A device joined that the person approved here, perhaps after they had closed the dialog. */
export const LinkedBanner = ({ linked, now }: Pick<DevicesState, 'linked'> & { now: number }) => {
  const t = useT();
  const formats = useFormats();
  const { host, devices } = useSession();
  const read = useAction(async () => devices.put(await host.devices.readLinked({})));
  if (!linked) return null;
  return (
    <Banner
      icon={MonitorCheck}
      live="polite"
      title={t('devices.linked.title', { name: linked.name ?? t('devices.unreadable') })}
      actions={
        <Button small busy={read.busy} onClick={() => read.run()}>
          {t('common.close')}
        </Button>
      }
    >
      {t('devices.linked.text', { when: formats.at(linked.at, now) })}
    </Banner>
  );
};
