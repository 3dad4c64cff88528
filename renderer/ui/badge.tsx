import styles from './badge.module.css';

export type BadgeProps = {
  count: number;
  /** The whole sentence, such as “3 unread”. */
  label: string;
};

export const Badge = ({ count, label }: BadgeProps) =>
  count > 0 ? (
    <span className={styles.badge}>
      <span aria-hidden>{count > 99 ? '99+' : count}</span>
      <span className={styles.spoken}>{label}</span>
    </span>
  ) : null;
