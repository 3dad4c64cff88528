import { ShieldX } from 'lucide-react';
import { type CheckFailure, isOfAll } from '../../../contract/encryption/status.ts';
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

/** Until when what is written waits; of what counts for every chat the alarm tells. */
const waits = {
  entry: 'withheld.meanwhile',
  label: 'withheld.untilCompared',
  own_entry: 'withheld.waits',
  log: 'withheld.waits',
} as const;

/** Above the composer while the check of keys has failed: why nothing leaves. There is no way round it here. */
export const WithheldBanner = ({ name, failure, onMore, onAlarm }: WithheldBannerProps) => {
  const t = useT();
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
        <p>{t(waits[failure], { name })}</p>
      </Banner>
    </section>
  );
};
