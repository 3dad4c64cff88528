import { X } from 'lucide-react';
import type { ReactNode } from 'react';
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
  wide?: boolean;
  children: ReactNode;
};

/** Holds focus while open and gives it back to where it came from. */
export const Dialog = ({
  heading,
  onClose,
  closeLabel,
  alert = false,
  wide = false,
  children,
}: DialogProps) => (
  <ModalOverlay
    isOpen
    isDismissable={!alert}
    onOpenChange={(open) => {
      if (!open) onClose();
    }}
    className={styles.scrim}
  >
    <Modal className={classNames(styles.modal, wide && styles.wide)}>
      <AriaDialog role={alert ? 'alertdialog' : 'dialog'} className={styles.dialog}>
        <div className={styles.head}>
          <Heading slot="title" level={2} className={styles.heading}>
            {heading}
          </Heading>
          {closeLabel && <IconButton icon={X} label={closeLabel} tip="below" onClick={onClose} />}
        </div>
        {children}
      </AriaDialog>
    </Modal>
  </ModalOverlay>
);

/** The row of buttons at the end of a dialog; refusing stands as large as agreeing. */
export const DialogActions = ({ children }: { children: ReactNode }) => (
  <div className={styles.actions}>{children}</div>
);
