import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './banner.module.css';
import { classNames } from './class-names.ts';
import { useFocusAfter } from './focus-after.ts';
import { Icon } from './icon.tsx';

export type BannerProps = {
  icon?: LucideIcon;
  /** Colour and words of trust; plain for everything that is no question of trust. */
  tone?: 'plain' | 'verified' | 'attention' | 'danger';
  title?: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  /** They stay in view where the banner is higher than its room and scrolls. */
  actionsStay?: boolean;
  /** Spoken when it appears: politely, or at once for an alarm. */
  live?: 'polite' | 'assertive' | 'off';
};

export const Banner = ({
  icon,
  tone = 'plain',
  title,
  children,
  actions,
  actionsStay = false,
  live = 'off',
}: BannerProps) => {
  // What is pressed in it often makes it go.
  const ref = useFocusAfter();
  return (
    <div
      ref={ref}
      className={classNames(styles.banner, styles[tone])}
      role={live === 'assertive' ? 'alert' : live === 'polite' ? 'status' : undefined}
    >
      {icon && <Icon of={icon} size={20} className={styles.icon} />}
      <div className={styles.texts}>
        {title && <p className={styles.title}>{title}</p>}
        {children && <div className={styles.body}>{children}</div>}
        {actions && (
          <div className={styles.actions} data-stays={actionsStay || undefined}>
            {actions}
          </div>
        )}
      </div>
    </div>
  );
};
