import type { ReactNode } from 'react';
import styles from './bubble.module.css';

export type BubbleProps = {
  own: boolean;
  /** Last of a run by the same person: it has the corner that points home. */
  last: boolean;
  direction: 'ltr' | 'rtl';
  /** Time and state. They stand in the text's last line where it leaves room. */
  meta: ReactNode;
  children: ReactNode;
};

export const Bubble = ({ own, last, direction, meta, children }: BubbleProps) => (
  <div
    className={styles.bubble}
    data-own={own || undefined}
    data-last={last || undefined}
    data-direction={direction}
  >
    <div className={styles.text} dir={direction}>
      {children}
      <span className={styles.room} />
    </div>
    <div className={styles.meta}>{meta}</div>
  </div>
);
