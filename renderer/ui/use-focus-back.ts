import { type RefObject, useEffect, useRef } from 'react';

/** Gives the keyboard back to `anchor` after a dialog whose opener, an entry of a menu, is gone by then. */
export const useFocusBack = (open: boolean, anchor: RefObject<Element | null>): void => {
  const was = useRef(open);
  useEffect(() => {
    const closed = was.current && !open;
    was.current = open;
    if (!closed) return;
    // One frame for the dialog to go, one for it to give the keyboard back where it can.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        const to = anchor.current;
        if (document.activeElement === document.body && to instanceof HTMLElement) to.focus();
      }),
    );
  }, [open, anchor]);
};
