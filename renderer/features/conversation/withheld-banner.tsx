import { ShieldX } from 'lucide-react';
import type { CheckFailure } from '../../../contract/encryption/status.ts';
import { useT } from '../../i18n/intl.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import styles from './key-change-banner.module.css';

export type WithheldBannerProps = {
  name: string;
  failure: CheckFailure;
  /** Leads to what there is to know and to do. */
  onMore: (() => void) | undefined;
};

/** Above the composer while the check of keys has failed: why nothing leaves. There is no way round it here. */
export const WithheldBanner = ({ name, failure, onMore }: WithheldBannerProps) => {
  const t = useT();
  const title = t('withheld.title', { name });
  return (
    <section className={styles.keys} aria-label={title}>
      <Banner
        icon={ShieldX}
        tone="danger"
        live="polite"
        title={title}
        actions={onMore && <Button onClick={onMore}>{t('withheld.more')}</Button>}
      >
        <p>{t(`withheld.${failure}`, { name })}</p>
        <p>
          {failure === 'label' ? t('withheld.untilCompared', { name }) : t('withheld.meanwhile')}
        </p>
      </Banner>
    </section>
  );
};
