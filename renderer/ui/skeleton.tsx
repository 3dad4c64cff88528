import styles from './skeleton.module.css';
import { useDelayed } from './use-delayed.ts';

export type SkeletonProps = {
  /** Said to a screen reader once it shows. */
  label: string;
  /** `text`: within a text, each row as tall as a line of it. */
  kind: 'chats' | 'messages' | 'lines' | 'text';
  rows?: number;
};

const widths = [72, 54, 88, 63, 47, 80];

export const Skeleton = ({ label, kind, rows = 6 }: SkeletonProps) => {
  const shown = useDelayed(true);
  if (!shown) return null;
  return (
    <div role="status" aria-label={label} className={styles[kind]}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
        <div key={row} className={styles.row} data-own={row % 3 === 2 || undefined}>
          {kind === 'chats' && <span className={styles.disc} />}
          <span className={styles.bars}>
            <span
              className={styles.bar}
              style={{ inlineSize: `${widths[row % widths.length]}%` }}
            />
            {kind === 'chats' && (
              <span
                className={styles.bar}
                style={{ inlineSize: `${widths[(row + 2) % widths.length]}%` }}
              />
            )}
          </span>
        </div>
      ))}
    </div>
  );
};
