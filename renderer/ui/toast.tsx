import { X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
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

/** Says what was done, with a way back. It has a place of its own, so that it covers nothing. The keyboard goes back to where it came from. */
export const Toast = ({ text, action, closeLabel, onClose, stayMs = 8000 }: ToastProps) => {
  const [pointed, setPointed] = useState(false);
  const [focused, setFocused] = useState(false);
  const held = pointed || focused;
  const before = useRef<EventTarget | null>(null);
  const leave = (then: () => void) => () => {
    if (before.current instanceof HTMLElement) before.current.focus({ preventScroll: true });
    then();
  };
  useEffect(() => {
    if (held) return undefined;
    const timer = setTimeout(onClose, stayMs);
    return () => clearTimeout(timer);
  }, [held, onClose, stayMs]);
  return (
    <div
      role="status"
      className={styles.toast}
      onPointerEnter={() => setPointed(true)}
      onPointerLeave={() => setPointed(false)}
      onFocus={({ relatedTarget, currentTarget }) => {
        if (!currentTarget.contains(relatedTarget)) before.current = relatedTarget;
        setFocused(true);
      }}
      onBlur={() => setFocused(false)}
    >
      <span className={styles.text}>{text}</span>
      {action && (
        <Button kind="link" className={styles.action} onClick={leave(action.onPress)}>
          {action.label}
        </Button>
      )}
      <IconButton
        icon={X}
        label={closeLabel}
        tip="above"
        size={16}
        className={styles.close}
        onClick={leave(onClose)}
      />
    </div>
  );
};
