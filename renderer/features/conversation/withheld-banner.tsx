import { ShieldX } from 'lucide-react';
import { type CheckFailure, isOfAll } from '../../../contract/encryption/status.ts';
import { useSession } from '../../host/context.tsx';
import { useRemote } from '../../host/remote.ts';
import { useT } from '../../i18n/intl.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import styles from './key-change-banner.module.css';

export type WithheldBannerProps = {
  name: string;
  failure: CheckFailure;
  /** Leads to what there is to know of the chat, and to do. */
  onMore: (() => void) | undefined;
  /** Shows what there is to do about what counts for every chat. */
  onAlarm: () => void;
};

/** Until when what is written waits: of what counts for every chat, as the alarm says. */
const useEnd = ({
  name,
  failure,
}: Pick<WithheldBannerProps, 'name' | 'failure'>): readonly string[] => {
  const t = useT();
  const alarm = useRemote(useSession().keyAlarm).value?.alarm;
  if (failure === 'entry') return [t('withheld.meanwhile')];
  if (failure === 'label') return [t('withheld.untilCompared', { name })];
  const waits = t('withheld.waits');
  return alarm?.by === failure ? [waits, t(`alarm.keys.end.${alarm.end}`)] : [waits];
};

/** Above the composer while the check of keys has failed: why nothing leaves. There is no way round it here. */
export const WithheldBanner = ({ name, failure, onMore, onAlarm }: WithheldBannerProps) => {
  const t = useT();
  const end = useEnd({ name, failure });
  const title = t('withheld.title', { name });
  const lead = isOfAll(failure) ? onAlarm : onMore;
  return (
    <section className={styles.keys} aria-label={title}>
      <Banner
        icon={ShieldX}
        tone="danger"
        live="polite"
        title={title}
        actionsStay
        actions={lead && <Button onClick={lead}>{t('withheld.more')}</Button>}
      >
        <p>{t(`withheld.${failure}`, { name })}</p>
        {end.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </Banner>
    </section>
  );
};
