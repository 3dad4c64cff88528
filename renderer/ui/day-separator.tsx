import { memo } from 'react';
import styles from './day-separator.module.css';

export type DaySeparatorProps = { label: string; dateTime: string };

export const DaySeparator = memo(({ label, dateTime }: DaySeparatorProps) => (
  <div className={styles.day}>
    <time dateTime={dateTime}>{label}</time>
  </div>
));
DaySeparator.displayName = 'DaySeparator';
