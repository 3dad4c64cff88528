import { type RefObject, useLayoutEffect, useRef } from 'react';

export type TypedAheadProps = {
  /** What was typed so far; whoever takes it empties it. */
  held: RefObject<string>;
  onEscape: () => void;
};

/** Stands for a dialog that loads: what is typed meanwhile is for its field, and for nothing that has the keyboard now. */
export const TypedAhead = ({ held, onEscape }: TypedAheadProps) => {
  const latest = useRef(onEscape);
  latest.current = onEscape;
  useLayoutEffect(() => {
    held.current = '';
    const listen = (event: KeyboardEvent) => {
      const { key, ctrlKey, altKey, metaKey } = event;
      // The third level of a keyboard comes as Ctrl+Alt on some systems.
      if ((ctrlKey || altKey || metaKey) && !event.getModifierState('AltGraph')) return;
      event.preventDefault();
      event.stopPropagation();
      if (key === 'Escape') latest.current();
      else if (key === 'Backspace') held.current = [...held.current].slice(0, -1).join('');
      else if ([...key].length === 1) held.current += key;
    };
    globalThis.addEventListener('keydown', listen, true);
    return () => globalThis.removeEventListener('keydown', listen, true);
  }, [held]);
  return null;
};
