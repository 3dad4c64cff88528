import { ShieldX } from 'lucide-react';
import type { CheckFailure } from '../../../contract/encryption/status.ts';
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
};

/** What ends it: of what counts for every chat, as the alarm says. */
const useEnd = ({ name, failure }: Pick<WithheldBannerProps, 'name' | 'failure'>): string => {
  const t = useT();
  const alarm = useRemote(useSession().keyAlarm).value?.alarm;
  if (failure === 'entry') return t('withheld.meanwhile');
  if (failure === 'label') return t('withheld.untilCompared', { name });
  const end = alarm?.by === failure ? t(`alarm.keys.end.${alarm.end}`) : '';
  return `${t('withheld.waits')} ${end}`.trim();
};

/** Above the composer while the check of keys has failed: why nothing leaves. There is no way round it here. */
export const WithheldBanner = ({ name, failure, onMore }: WithheldBannerProps) => {
  const t = useT();
  const { keyAdvice } = useSession();
  const end = useEnd({ name, failure });
  const title = t('withheld.title', { name });
  const isOfAll = failure === 'own_entry' || failure === 'log';
  return (
    <section className={styles.keys} aria-label={title}>
      <Banner
        icon={ShieldX}
        tone="danger"
        live="polite"
        title={title}
        actionsStay
        actions={
          isOfAll ? (
            <Button onClick={() => keyAdvice.set(true)}>{t('alarm.keys.end')}</Button>
          ) : (
            onMore && <Button onClick={onMore}>{t('withheld.more')}</Button>
          )
        }
      >
        <p>{t(`withheld.${failure}`, { name })}</p>
        <p>{end}</p>
      </Banner>
    </section>
  );
};
