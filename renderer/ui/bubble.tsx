import type { ReactNode } from 'react';
import styles from './bubble.module.css';

export type BubbleProps = {
  own: boolean;
  /** Last of a run by the same person: it has the corner that points home. */
  last: boolean;
  direction: 'ltr' | 'rtl';
  /** The time has more beside it than the state. */
  wideMeta?: boolean;
  /** Time and state. They stand in the text's last line where it leaves room. */
  meta: ReactNode;
  children: ReactNode;
};

export const Bubble = ({ own, last, direction, wideMeta = false, meta, children }: BubbleProps) => (
  <div
    className={styles.bubble}
    data-own={own || undefined}
    data-last={last || undefined}
    data-wide-meta={wideMeta || undefined}
    data-direction={direction}
  >
    <div className={styles.text} dir={direction}>
      {children}
      <span className={styles.room} />
    </div>
    <div className={styles.meta}>{meta}</div>
  </div>
);
