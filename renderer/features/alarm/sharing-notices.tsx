import { DatabaseBackup, ShieldX } from 'lucide-react';
import { useSession } from '../../host/context.tsx';
import { useRemote } from '../../host/remote.ts';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useT } from '../../i18n/intl.tsx';
import { Button } from '../../ui/button.tsx';
import { Strip } from './strip.tsx';

/** A backup was put back at the server: what its log says of that, until the person read it. */
export const RestoredNotice = ({ onShared }: { onShared: () => void }) => {
  const t = useT();
  const errorText = useErrorText();
  const { host, log } = useSession();
  const state = useRemote(log).value?.state;
  const read = useAction(async () => log.put(await host.disclosures.readRestored({})));
  if (state !== 'restored' && state !== 'unproved') return null;
  return (
    <Strip
      icon={DatabaseBackup}
      tone="attention"
      title={t('alarm.restored.title')}
      buttons={
        <>
          <Button small busy={read.busy} onClick={() => read.run()}>
            {t('sharing.understood')}
          </Button>
          <Button small onClick={onShared}>
            {t('settings.section.shared')}
          </Button>
        </>
      }
    >
      <p>{t(`log.${state}.text`)}</p>
      {read.error && <p>{errorText(read.error)}</p>}
    </Strip>
  );
};

/** The server did not take a choice: what the person said does not hold, and they have to know. */
export const RefusedNotice = ({ onSharing }: { onSharing: () => void }) => {
  const t = useT();
  const { sharing } = useSession();
  const refused = useRemote(sharing).value?.refused;
  if (!refused) return null;
  return (
    <Strip
      icon={ShieldX}
      tone="attention"
      title={t('sharing.refused.title')}
      buttons={
        <Button small onClick={onSharing}>
          {t('alarm.refused.open')}
        </Button>
      }
    >
      <p>{t.dynamic(`error.${refused.problem.code}`)}</p>
    </Strip>
  );
};
