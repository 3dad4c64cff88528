import { Check } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useT } from '../../i18n/intl.tsx';
import { Icon } from '../../ui/icon.tsx';
import styles from './copied.module.css';

const stayMs = 2_000;

/** Says for a moment that something was copied: once for each `count`, which begins at 0. */
export const Copied = ({ count }: { count: number }) => {
  const t = useT();
  const [gone, setGone] = useState(0);
  useEffect(() => {
    const timer = setTimeout(() => setGone(count), stayMs);
    return () => clearTimeout(timer);
  }, [count]);
  return (
    <div role="status" className={styles.place}>
      {count > gone && (
        <span key={count} className={styles.sign}>
          <Icon of={Check} size={16} />
          {t('common.copied')}
        </span>
      )}
    </div>
  );
};
