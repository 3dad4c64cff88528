import { MonitorCheck } from 'lucide-react';
import { useSession } from '../../host/context.tsx';
import { useRemote } from '../../host/remote.ts';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { Button } from '../../ui/button.tsx';
import { useNow } from '../../ui/use-now.ts';
import { Strip } from './strip.tsx';

/** A device was added to the account: nobody may do that without the person seeing it on every other one. */
export const AddedNotice = ({ onDevices }: { onDevices: () => void }) => {
  const t = useT();
  const formats = useFormats();
  const errorText = useErrorText();
  const { host, devices } = useSession();
  const now = useNow(60_000);
  const added = useRemote(devices).value?.added;
  const read = useAction(async () => devices.put(await host.devices.readAdded({})));
  if (!added) return null;
  return (
    <Strip
      icon={MonitorCheck}
      tone="attention"
      title={t('devices.new.title', { name: added.name ?? t('devices.unreadable') })}
      buttons={
        <>
          <Button small busy={read.busy} onClick={() => read.run()}>
            {t('devices.new.mine')}
          </Button>
          <Button small onClick={onDevices}>
            {t('devices.new.unlink')}
          </Button>
        </>
      }
    >
      <p>{t('devices.new.text', { when: formats.since(added.at, now) })}</p>
      {read.error && <p>{errorText(read.error)}</p>}
    </Strip>
  );
};
