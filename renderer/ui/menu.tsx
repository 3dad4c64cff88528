import type { LucideIcon } from 'lucide-react';
import { type RefObject, useEffect, useRef } from 'react';
import { Menu as AriaMenu, MenuItem } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { classNames } from './class-names.ts';
import { Icon } from './icon.tsx';
import styles from './overlay.module.css';

export type MenuEntry = {
  id: string;
  label: string;
  icon?: LucideIcon;
  hint?: string;
  danger?: boolean;
  onAction: () => void;
};

export type MenuProps = {
  label: string;
  entries: readonly MenuEntry[];
  /** What it hangs on, and where focus returns. */
  anchor: RefObject<Element | null>;
  onClose: () => void;
  placement?: 'bottom start' | 'bottom end' | 'top start' | 'top end' | 'end top';
};

/** Where the menu itself got the keyboard, its first entry takes it: Enter does what is marked. */
const useFirstEntry = (): RefObject<HTMLDivElement | null> => {
  const menu = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const list = menu.current;
    const enter = () => list?.querySelector<HTMLElement>('[role="menuitem"]')?.focus();
    if (list === document.activeElement) enter();
    list?.addEventListener('focus', enter);
    return () => list?.removeEventListener('focus', enter);
  }, []);
  return menu;
};

/** Open as long as it is rendered. */
export const Menu = ({
  label,
  entries,
  anchor,
  onClose,
  placement = 'bottom start',
}: MenuProps) => {
  const menu = useFirstEntry();
  return (
    <Popover
      aria-label={label}
      isOpen
      triggerRef={anchor}
      placement={placement}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      className={styles.popover}
    >
      <AriaMenu
        ref={menu}
        aria-label={label}
        autoFocus="first"
        onClose={onClose}
        className={styles.menu}
      >
        {entries.map((entry) => (
          <MenuItem
            key={entry.id}
            id={entry.id}
            textValue={entry.label}
            onAction={entry.onAction}
            className={classNames(styles.item, entry.danger && styles.danger)}
          >
            {entry.icon && <Icon of={entry.icon} size={18} />}
            <span className={styles.grow}>{entry.label}</span>
            {entry.hint && <span className={styles.hint}>{entry.hint}</span>}
          </MenuItem>
        ))}
      </AriaMenu>
    </Popover>
  );
};
