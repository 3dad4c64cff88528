import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './facts.module.css';
import { Icon } from './icon.tsx';

/** Terms and what they are, line by line. */
export const Facts = ({ children }: { children: ReactNode }) => (
  <dl className={styles.facts}>{children}</dl>
);

export type FactProps = {
  term: ReactNode;
  icon?: LucideIcon;
  /** Digits and keys: fixed width, left to right, selectable. */
  code?: boolean;
  help?: ReactNode;
  children: ReactNode;
};

export const Fact = ({ term, icon, code = false, help, children }: FactProps) => (
  <div className={styles.fact}>
    <dt className={styles.term}>
      {icon && <Icon of={icon} size={16} />}
      {term}
    </dt>
    <dd className={code ? styles.code : styles.value} dir={code ? 'ltr' : undefined}>
      {children}
    </dd>
    {help && <dd className={styles.help}>{help}</dd>}
  </div>
);
