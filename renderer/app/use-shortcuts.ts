import { useEffect, useRef } from 'react';
import { isMac, isUndo } from '../ui/shortcut-keys.ts';

export type Shortcuts = {
  readonly search: () => void;
  readonly newChat: () => void;
  readonly settings: () => void;
  /** What there is to know of the open chat's encryption, and back. */
  readonly encryption: () => void;
  /** Gives true when there was somewhere to go back to. */
  readonly back: () => boolean;
  /** Gives true when there was something to bring back. */
  readonly undo: () => boolean;
  /** Next (1) or previous (-1) chat of the list. */
  readonly step: (by: 1 | -1) => void;
};

/** The keys that work everywhere in the main screen. Whoever handled a key already stopped it. */
export const useShortcuts = (shortcuts: Shortcuts): void => {
  const latest = useRef(shortcuts);
  latest.current = shortcuts;
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const { search, newChat, settings, encryption, back, undo, step } = latest.current;
      if (event.key === 'Escape') {
        if (back()) event.preventDefault();
        return;
      }
      if (event.altKey && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
        event.preventDefault();
        step(event.key === 'ArrowDown' ? 1 : -1);
        return;
      }
      const control = isMac() ? event.metaKey : event.ctrlKey;
      if (!control || event.altKey || event.shiftKey) return;
      if (isUndo(event)) {
        if (undo()) event.preventDefault();
        return;
      }
      const run = { k: search, n: newChat, e: encryption, ',': settings }[event.key.toLowerCase()];
      if (!run) return;
      event.preventDefault();
      run();
    };
    globalThis.addEventListener('keydown', listen);
    return () => globalThis.removeEventListener('keydown', listen);
  }, []);
};
