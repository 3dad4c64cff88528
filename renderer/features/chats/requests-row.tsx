import { ChevronRight, UserRoundPlus } from 'lucide-react';
import { useT } from '../../i18n/intl.tsx';
import { Icon } from '../../ui/icon.tsx';
import styles from './chat-row.module.css';

export type RequestsRowProps = {
  count: number;
  rowHeight: number;
  onOpen: () => void;
};

/** Leads to the message requests. No badge: what strangers write asks nobody to come. */
export const RequestsRow = ({ count, rowHeight, onOpen }: RequestsRowProps) => {
  const t = useT();
  return (
    <div className={styles.apart} style={{ blockSize: rowHeight }}>
      <button type="button" className={styles.row} data-requests onClick={onOpen}>
        <span className={styles.mark}>
          <Icon of={UserRoundPlus} size={20} />
        </span>
        <span className={styles.main}>
          <span className={styles.name}>{t('requests.title')}</span>
          <span className={styles.preview}>{t('requests.row', { count })}</span>
        </span>
        <Icon of={ChevronRight} size={16} className={styles.go} />
      </button>
    </div>
  );
};
