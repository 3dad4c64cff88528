import { type RefObject, useEffect } from 'react';

const isFor = (pane: HTMLElement | null, target: EventTarget | null): boolean =>
  target === document.body ||
  (target instanceof HTMLElement &&
    !!pane?.contains(target) &&
    !target.matches('input, textarea, select'));

/** Whoever types while a message or nothing has the focus means the composer, which takes the key that began it, too. */
export const useTypeToWrite = (
  pane: RefObject<HTMLElement | null>,
  composer: RefObject<HTMLTextAreaElement | null>,
): void => {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const { key, ctrlKey, altKey, metaKey } = event;
      // The third level of a keyboard comes as Ctrl+Alt on some systems.
      const chord = (ctrlKey || altKey || metaKey) && !event.getModifierState('AltGraph');
      const writes = [...key].length === 1 && key !== ' ' && !chord;
      if (event.defaultPrevented || !writes || !isFor(pane.current, event.target)) return;
      if (composer.current && !composer.current.disabled) {
        composer.current.focus({ preventScroll: true });
      }
    };
    globalThis.addEventListener('keydown', listen);
    return () => globalThis.removeEventListener('keydown', listen);
  }, [pane, composer]);
};
