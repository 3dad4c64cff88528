import { MonitorCheck } from 'lucide-react';
import { useSession } from '../../host/context.tsx';
import { useRemote } from '../../host/remote.ts';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { Button } from '../../ui/button.tsx';
import { useNow } from '../../ui/use-now.ts';
import { Strip } from './strip.tsx';

/** A device joined that the person approved here: nothing to decide, and nothing of trust; told once, with a way to the list. */
export const LinkedNotice = ({ onDevices }: { onDevices: () => void }) => {
  const t = useT();
  const formats = useFormats();
  const errorText = useErrorText();
  const { host, devices } = useSession();
  const now = useNow(60_000);
  const linked = useRemote(devices).value?.linked;
  const read = useAction(async () => devices.put(await host.devices.readLinked({})));
  if (!linked) return null;
  return (
    <Strip
      icon={MonitorCheck}
      tone="plain"
      title={t('devices.linked.title', { name: linked.name ?? t('devices.unreadable') })}
      buttons={
        <>
          <Button
            small
            onClick={() => {
              read.run();
              onDevices();
            }}
          >
            {t('devices.linked.show')}
          </Button>
          <Button small busy={read.busy} onClick={() => read.run()}>
            {t('common.close')}
          </Button>
        </>
      }
    >
      <p>{t('devices.linked.text', { when: formats.at(linked.at, now) })}</p>
      {read.error && <p>{errorText(read.error)}</p>}
    </Strip>
  );
};
