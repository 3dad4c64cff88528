import styles from './digits.module.css';
import { VisuallyHidden } from './visually-hidden.tsx';

/** Digits to compare with those on another screen: large, and spoken one by one. */
export const Digits = ({ children }: { children: string }) => (
  <p className={styles.digits} dir="ltr">
    <span aria-hidden>{children}</span>
    <VisuallyHidden>{[...children.replace(/\s/g, '')].join(' ')}</VisuallyHidden>
  </p>
);
