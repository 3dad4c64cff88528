import { ShieldX } from 'lucide-react';
import { useT } from '../../i18n/intl.tsx';
import { Banner } from '../../ui/banner.tsx';
import styles from './compare.module.css';

/** The two sides have different keys: what that means, and what to do. */
export const NotTheSame = ({ name }: { name: string }) => {
  const t = useT();
  return (
    <Banner
      icon={ShieldX}
      tone="danger"
      live="assertive"
      title={t('encryption.different.what', { name })}
    >
      <ol className={styles.points}>
        <li>{t('encryption.different.again', { name })}</li>
        <li>{t('encryption.different.danger')}</li>
        <li>{t('encryption.different.tell', { name })}</li>
      </ol>
    </Banner>
  );
};
