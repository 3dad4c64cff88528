import { ShieldX } from 'lucide-react';
import { useState } from 'react';
import { useSession } from '../../host/context.tsx';
import { useRemote } from '../../host/remote.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useSave } from '../../host/use-save.ts';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { Button } from '../../ui/button.tsx';
import { Strip, StripNote } from './strip.tsx';

/** The log of what was shared contradicts itself. It can be made smaller, and stays for as long as that is so. */
export const LogAlarm = ({ onShared }: { onShared: () => void }) => {
  const t = useT();
  const formats = useFormats();
  const errorText = useErrorText();
  const alarm = useRemote(useSession().log).value?.alarm;
  const [small, setSmall] = useState(false);
  const evidence = useSave((host) => host.disclosures.exportEvidence({}));
  if (!alarm) return null;
  const when = formats.full(alarm.foundAt);
  return (
    <Strip
      icon={ShieldX}
      tone="danger"
      title={t('alarm.log.title')}
      buttons={
        <>
          <Button small busy={evidence.busy} onClick={() => evidence.run()}>
            {t('alarm.log.save')}
          </Button>
          <Button small onClick={onShared}>
            {t('settings.section.shared')}
          </Button>
          <Button kind="link" aria-expanded={!small} onClick={() => setSmall(!small)}>
            {t(small ? 'alarm.log.more' : 'alarm.log.less')}
          </Button>
        </>
      }
    >
      {!small && (
        <>
          <p>{t(`alarm.log.${alarm.kind}`)}</p>
          <p>{t('alarm.log.means')}</p>
          <StripNote>
            {t(alarm.byContact ? 'alarm.log.foundByContact' : 'alarm.log.found', { when })}
          </StripNote>
        </>
      )}
      {evidence.saved && <StripNote>{t('alarm.log.saved')}</StripNote>}
      {evidence.error && <p>{errorText(evidence.error)}</p>}
    </Strip>
  );
};
