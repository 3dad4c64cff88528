import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './expander.module.css';
import { Icon } from './icon.tsx';

export type ExpanderProps = {
  open: boolean;
  onToggle: () => void;
  /** The id of what it opens. */
  controls: string;
  /** The whole of it, where the words alone do not say which of several. */
  label?: string;
  kind?: 'link' | 'tag';
  children: ReactNode;
};

/** Opens and closes a part that stands elsewhere. */
export const Expander = ({
  open,
  onToggle,
  controls,
  label,
  kind = 'link',
  children,
}: ExpanderProps) => (
  <button
    type="button"
    className={styles.toggle}
    data-kind={kind}
    aria-expanded={open}
    aria-controls={open ? controls : undefined}
    aria-label={label}
    onClick={onToggle}
  >
    {kind === 'link' && <Icon of={ChevronRight} size={14} />}
    {children}
  </button>
);
