import { X } from 'lucide-react';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { Button } from './button.tsx';
import { IconButton } from './icon-button.tsx';
import { Kbd } from './kbd.tsx';
import styles from './toast.module.css';

export type ToastProps = {
  text: string;
  /** `keys` do the same from anywhere, and are shown. */
  action?: { label: string; onPress: () => void; keys?: string };
  closeLabel: string;
  onClose: () => void;
  /** How long it stays, while neither the pointer nor focus is on it. */
  stayMs?: number;
};

/** Says what was done, with a way back. It has a place of its own, so that it covers nothing. F6 leads to it and back to where the keyboard came from. */
export const Toast = ({ text, action, closeLabel, onClose, stayMs = 8000 }: ToastProps) => {
  const [pointed, setPointed] = useState(false);
  const [focused, setFocused] = useState(false);
  const held = pointed || focused;
  const before = useRef<EventTarget | null>(null);
  const whole = useRef<HTMLDivElement>(null);
  const goBack = useCallback(() => {
    if (before.current instanceof HTMLElement) before.current.focus({ preventScroll: true });
  }, []);
  const leave = (then: () => void) => () => {
    goBack();
    then();
  };
  useLayoutEffect(
    () => () => {
      if (whole.current?.contains(document.activeElement)) goBack();
    },
    [goBack],
  );
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key !== 'F6' || event.defaultPrevented) return;
      event.preventDefault();
      if (whole.current?.contains(document.activeElement)) goBack();
      else whole.current?.querySelector('button')?.focus();
    };
    globalThis.addEventListener('keydown', listen);
    return () => globalThis.removeEventListener('keydown', listen);
  }, [goBack]);
  useEffect(() => {
    if (held) return undefined;
    const timer = setTimeout(onClose, stayMs);
    return () => clearTimeout(timer);
  }, [held, onClose, stayMs]);
  return (
    <div
      ref={whole}
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
      {action?.keys && (
        <span aria-hidden className={styles.keys}>
          <Kbd keys={action.keys} />
        </span>
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
