import styles from './spinner.module.css';

export type SpinnerProps = { size?: number; label?: string };

export const Spinner = ({ size = 20, label }: SpinnerProps) => (
  <span
    {...(label ? { role: 'status', 'aria-label': label } : { 'aria-hidden': true })}
    className={styles.spinner}
    style={{ inlineSize: `calc(${size}px * var(--scale))` }}
  />
);
