import type { ReactNode } from 'react';
import styles from './bubble.module.css';

export type BubbleProps = {
  own: boolean;
  /** Last of a run by the same person: it has the corner that points home. */
  last: boolean;
  direction: 'ltr' | 'rtl';
  /** Time and state, set into the last line. */
  meta: ReactNode;
  children: ReactNode;
};

export const Bubble = ({ own, last, direction, meta, children }: BubbleProps) => (
  <div className={styles.bubble} data-own={own || undefined} data-last={last || undefined}>
    <div className={styles.text} dir={direction}>
      {children}
    </div>
    <div className={styles.meta}>{meta}</div>
  </div>
);
