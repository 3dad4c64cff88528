import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Icon } from '../../ui/icon.tsx';
import styles from './people.module.css';

/** One thing that is so, or will be, with its sign. */
export const DoesLine = ({ icon, children }: { icon: LucideIcon; children: ReactNode }) => (
  <li className={styles.fact}>
    <Icon of={icon} size={16} />
    <span>{children}</span>
  </li>
);
