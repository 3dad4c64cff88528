import { X } from 'lucide-react';
import { useEffect } from 'react';
import { Button } from './button.tsx';
import { IconButton } from './icon-button.tsx';
import styles from './toast.module.css';

export type ToastProps = {
  text: string;
  action?: { label: string; onPress: () => void };
  closeLabel: string;
  onClose: () => void;
  /** How long it stays, while neither the pointer nor focus is on it. */
  stayMs?: number;
};

export const Toast = ({ text, action, closeLabel, onClose, stayMs = 8000 }: ToastProps) => {
  useEffect(() => {
    const timer = setTimeout(onClose, stayMs);
    return () => clearTimeout(timer);
  }, [onClose, stayMs]);
  return (
    <div role="status" className={styles.toast}>
      <span className={styles.text}>{text}</span>
      {action && (
        <Button kind="link" className={styles.action} onClick={action.onPress}>
          {action.label}
        </Button>
      )}
      <IconButton
        icon={X}
        label={closeLabel}
        tip="above"
        size={16}
        className={styles.close}
        onClick={onClose}
      />
    </div>
  );
};
