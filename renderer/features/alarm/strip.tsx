import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { useFocusAfter } from '../../ui/focus-after.ts';
import { Icon } from '../../ui/icon.tsx';
import styles from './strip.module.css';

export type StripProps = {
  icon: LucideIcon;
  /** Plain for everything that is no question of trust. */
  tone: 'plain' | 'attention' | 'danger';
  title: string;
  children: ReactNode;
  buttons: ReactNode;
};

/** Over the whole width and every view; spoken when it comes, an alarm at once. When it goes, the keyboard goes on below. */
export const Strip = ({ icon, tone, title, children, buttons }: StripProps) => {
  const ref = useFocusAfter();
  return (
    <section ref={ref} className={styles.strip} data-tone={tone} aria-label={title}>
      <div className={styles.inner}>
        <Icon of={icon} size={22} className={styles.icon} />
        <div className={styles.words} role={tone === 'danger' ? 'alert' : 'status'}>
          <h2 className={styles.title}>{title}</h2>
          {children}
        </div>
        <div className={styles.buttons}>{buttons}</div>
      </div>
    </section>
  );
};

/** A line below the others. */
export const StripNote = ({ children }: { children: ReactNode }) => (
  <p className={styles.note}>{children}</p>
);

/** Ways to what else there is. */
export const StripAlso = ({ label, children }: { label: string; children: ReactNode }) => (
  <div className={styles.also}>
    <span>{label}</span>
    {children}
  </div>
);
