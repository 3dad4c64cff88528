import styles from './progress.module.css';

export type ProgressProps = {
  /** What goes on. */
  label: string;
  done: number;
  /** Null while nobody knows how much there is. */
  total: number | null;
};

/** How far something is. It says its share when asked, and never by itself. */
export const Progress = ({ label, done, total }: ProgressProps) => {
  const share = total === null || total <= 0 ? undefined : Math.min(1, done / total);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={share === undefined ? undefined : Math.floor(share * 100)}
      className={styles.track}
    >
      <span
        className={styles.done}
        data-unknown={share === undefined || undefined}
        style={share === undefined ? undefined : { inlineSize: `${share * 100}%` }}
      />
    </div>
  );
};
