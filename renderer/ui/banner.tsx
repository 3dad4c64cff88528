import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './banner.module.css';
import { classNames } from './class-names.ts';
import { Icon } from './icon.tsx';

export type BannerProps = {
  icon?: LucideIcon;
  /** Colour and words of trust; plain for everything that is no question of trust. */
  tone?: 'plain' | 'verified' | 'attention' | 'danger';
  title?: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  /** Spoken when it appears: politely, or at once for an alarm. */
  live?: 'polite' | 'assertive' | 'off';
};

export const Banner = ({
  icon,
  tone = 'plain',
  title,
  children,
  actions,
  live = 'off',
}: BannerProps) => (
  <div
    className={classNames(styles.banner, styles[tone])}
    role={live === 'assertive' ? 'alert' : live === 'polite' ? 'status' : undefined}
  >
    {icon && <Icon of={icon} size={20} className={styles.icon} />}
    <div className={styles.texts}>
      {title && <p className={styles.title}>{title}</p>}
      {children && <div className={styles.body}>{children}</div>}
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  </div>
);
