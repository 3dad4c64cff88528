import type { ComponentProps, ReactNode } from 'react';
import styles from './button.module.css';
import { classNames } from './class-names.ts';
import { Spinner } from './spinner.tsx';

export type ButtonKind = 'primary' | 'plain' | 'quiet' | 'danger' | 'link';

export type ButtonProps = Omit<ComponentProps<'button'>, 'children'> & {
  kind?: ButtonKind;
  /** Takes the whole line. */
  wide?: boolean;
  small?: boolean;
  /** Shows that the action runs, and refuses a second press without losing focus. */
  busy?: boolean;
  icon?: ReactNode;
  children: ReactNode;
};

export const Button = ({
  kind = 'plain',
  wide = false,
  small = false,
  busy = false,
  icon,
  children,
  className,
  onClick,
  type = 'button',
  ...rest
}: ButtonProps) => (
  <button
    {...rest}
    type={type}
    aria-disabled={busy || rest.disabled || undefined}
    aria-busy={busy || undefined}
    onClick={busy ? (event) => event.preventDefault() : onClick}
    className={classNames(
      styles.button,
      styles[kind],
      wide && styles.wide,
      small && styles.small,
      className,
    )}
  >
    {busy ? <Spinner size={16} /> : icon}
    <span className={styles.label}>{children}</span>
  </button>
);
