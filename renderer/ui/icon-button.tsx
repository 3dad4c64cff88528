import type { LucideIcon } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { Icon } from './icon.tsx';
import styles from './icon-button.module.css';

export type IconButtonProps = Omit<ComponentProps<'button'>, 'children' | 'aria-label'> & {
  icon: LucideIcon;
  /** Read aloud, and shown beside the button on hover and keyboard focus. */
  label: string;
  /** Where the label appears. */
  tip?: 'below' | 'above' | 'after' | 'below-start';
  kind?: 'quiet' | 'primary';
  size?: number;
  children?: ReactNode;
};

export const IconButton = ({
  icon,
  label,
  tip = 'below',
  kind = 'quiet',
  size = 20,
  className,
  children,
  type = 'button',
  ...rest
}: IconButtonProps) => (
  <button
    {...rest}
    type={type}
    aria-label={label}
    data-tip={label}
    data-tip-at={tip}
    className={classNames(styles.button, styles[kind], className)}
  >
    <Icon of={icon} size={size} />
    {children}
  </button>
);
