import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import styles from './tag.module.css';

export type TagProps = {
  tone?: 'plain' | 'attention';
  children: ReactNode;
};

/** A word or two beside a name. */
export const Tag = ({ tone = 'plain', children }: TagProps) => (
  <span className={classNames(styles.tag, tone === 'attention' && styles.attention)}>
    {children}
  </span>
);
