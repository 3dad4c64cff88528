import type { ReactNode } from 'react';
import styles from './visually-hidden.module.css';

/** Text for a screen reader where the eye has an icon, a place or a colour. */
export const VisuallyHidden = ({
  as: Element = 'span',
  children,
}: {
  as?: 'span' | 'h1';
  children: ReactNode;
}) => <Element className={styles.hidden}>{children}</Element>;
