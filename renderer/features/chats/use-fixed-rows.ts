import { type RefObject, useCallback, useLayoutEffect, useState } from 'react';

const overscan = 6;
/** Where nothing is laid out, as in a page without a window. */
const assumedHeight = 900;

export type FixedRows = {
  /** First row to draw, and the one after the last. */
  readonly from: number;
  readonly to: number;
  readonly onScroll: () => void;
  /** Brings a row wholly into view. */
  readonly reveal: (index: number) => void;
};

/** Which rows of one height are in view: a division, not a measurement. */
export const useFixedRows = (
  scroller: RefObject<HTMLElement | null>,
  count: number,
  rowHeight: number,
): FixedRows => {
  const [view, setView] = useState({ top: 0, height: assumedHeight });

  const look = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    // Whole rows, so that a scroll within one draws nothing anew.
    const top = Math.floor(element.scrollTop / rowHeight) * rowHeight;
    const height = element.clientHeight || assumedHeight;
    setView((last) => (last.top === top && last.height === height ? last : { top, height }));
  }, [scroller, rowHeight]);

  useLayoutEffect(() => {
    look();
    const element = scroller.current;
    if (!element || typeof ResizeObserver === 'undefined') return undefined;
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller, look]);

  const reveal = useCallback(
    (index: number) => {
      const element = scroller.current;
      if (!element) return;
      const top = index * rowHeight;
      const bottom = top + rowHeight - (element.clientHeight || assumedHeight);
      if (element.scrollTop > top) element.scrollTop = top;
      else if (element.scrollTop < bottom) element.scrollTop = bottom;
      look();
    },
    [scroller, rowHeight, look],
  );

  const first = Math.floor(view.top / rowHeight);
  return {
    from: Math.max(0, first - overscan),
    to: Math.min(count, first + Math.ceil(view.height / rowHeight) + 1 + overscan),
    onScroll: look,
    reveal,
  };
};
