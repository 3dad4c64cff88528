import { X } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { classNames } from './class-names.ts';
import { IconButton } from './icon-button.tsx';
import styles from './overlay.module.css';

export type DialogProps = {
  heading: ReactNode;
  /** Called by Escape, a press outside (unless `alert`), and the close button. */
  onClose: () => void;
  /** Shown as a cross at the head when given. */
  closeLabel?: string;
  /** A question that must be answered: a press outside does nothing, Escape still refuses. */
  alert?: boolean;
  /** Given, only its own buttons close it: a press outside does nothing, Escape does this. */
  onEscape?: () => void;
  wide?: boolean;
  /** Stands near the top, so that what comes at its end later moves nothing before it. */
  grows?: boolean;
  /** Stands over the heading. */
  above?: ReactNode;
  /** Stays in view while the rest scrolls. */
  foot?: ReactNode;
  children: ReactNode;
};

/** No key reaches what lies behind, and Escape goes its own way. */
const useHeldKeys = (onEscape: (() => void) | undefined) => {
  const latest = useRef(onEscape);
  latest.current = onEscape;
  const held = onEscape !== undefined;
  useEffect(() => {
    if (!held) return undefined;
    const listen = (event: KeyboardEvent) => {
      if (event.key === 'Escape') {
        event.preventDefault();
        event.stopPropagation();
        latest.current?.();
      } else if (event.ctrlKey || event.metaKey || event.altKey) event.stopPropagation();
    };
    globalThis.addEventListener('keydown', listen, true);
    return () => globalThis.removeEventListener('keydown', listen, true);
  }, [held]);
};

/** Holds focus while open and gives it back to where it came from. */
export const Dialog = ({
  heading,
  onClose,
  closeLabel,
  alert = false,
  onEscape,
  wide = false,
  grows = false,
  above,
  foot,
  children,
}: DialogProps) => {
  useHeldKeys(onEscape);
  return (
    <ModalOverlay
      isOpen
      isDismissable={!alert && !onEscape}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      className={classNames(styles.scrim, grows && styles.fromTop)}
    >
      <Modal className={classNames(styles.modal, wide && styles.wide)}>
        <AriaDialog role={alert ? 'alertdialog' : 'dialog'} className={styles.dialog}>
          {above}
          <div className={styles.head}>
            <Heading slot="title" level={2} className={styles.heading}>
              {heading}
            </Heading>
            {closeLabel && <IconButton icon={X} label={closeLabel} tip="below" onClick={onClose} />}
          </div>
          {children}
          {foot && <div className={styles.foot}>{foot}</div>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
};

/** The row of buttons at the end of a dialog; refusing stands as large as agreeing. */
export const DialogActions = ({ children }: { children: ReactNode }) => (
  <div className={styles.actions}>{children}</div>
);
