import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Landing, Messages } from './use-messages.ts';

const nearPx = 1_000;
const endPx = 48;

export type Scroll = {
  readonly atEnd: boolean;
  readonly onScroll: () => void;
};

/** The first child that reaches into view, found by halving: children lie in order. */
const firstVisible = (list: HTMLElement, top: number): HTMLElement | undefined => {
  let low = 0;
  let high = list.children.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    const child = list.children[middle] as HTMLElement;
    if (child.offsetTop + child.offsetHeight <= top) low = middle + 1;
    else high = middle;
  }
  return list.children[low] as HTMLElement | undefined;
};

/** This row, or the next that is a message: a day goes up when others of it come above. */
const toMessageRow = (child: HTMLElement | undefined): HTMLElement | undefined => {
  let row: Element | null | undefined = child;
  while (row && !row.hasAttribute('data-order')) row = row.nextElementSibling;
  return row instanceof HTMLElement ? row : child;
};

const land = (scroller: HTMLElement, list: HTMLElement, landing: Landing) => {
  if (landing.at === 'end') scroller.scrollTop = scroller.scrollHeight;
  else if (landing.at === 'start') scroller.scrollTop = 0;
  else {
    const target = list.querySelector<HTMLElement>(
      landing.at === 'unread' ? '[data-unread]' : `[data-order="${landing.at}"]`,
    );
    if (target) scroller.scrollTop = target.offsetTop - scroller.clientHeight / 4;
  }
};

/**
 * Keeps what a person reads where it is: at the end new messages push up, elsewhere nothing moves
 * when pages come and go above or below.
 */
export const useScroll = (
  scrollerRef: RefObject<HTMLElement | null>,
  listRef: RefObject<HTMLElement | null>,
  messages: Messages,
): Scroll => {
  const { window, landing, loadOlder, loadNewer, noteReading } = messages;
  const [atEnd, setAtEnd] = useState(true);
  const end = useRef(true);
  const held = useRef<{ child: HTMLElement; offset: number } | undefined>(undefined);
  const landed = useRef(0);

  const note = useCallback(() => {
    const scroller = scrollerRef.current;
    const list = listRef.current;
    if (!scroller || !list) return;
    const { scrollTop, clientHeight, scrollHeight } = scroller;
    const child = toMessageRow(firstVisible(list, scrollTop));
    held.current = child && { child, offset: child.offsetTop - scrollTop };
    end.current = scrollHeight - scrollTop - clientHeight < endPx && !window.hasNewer;
    setAtEnd(end.current);
    const order = child?.dataset.order;
    noteReading(end.current || order === undefined ? null : Number(order));
  }, [scrollerRef, listRef, window.hasNewer, noteReading]);

  const loadNear = useCallback(() => {
    const scroller = scrollerRef.current;
    if (!scroller) return;
    const { scrollTop, clientHeight, scrollHeight } = scroller;
    if (scrollTop < nearPx) loadOlder();
    if (scrollHeight - scrollTop - clientHeight < nearPx) loadNewer();
  }, [scrollerRef, loadOlder, loadNewer]);

  const onScroll = useCallback(() => {
    note();
    loadNear();
  }, [note, loadNear]);

  useLayoutEffect(() => {
    const scroller = scrollerRef.current;
    const list = listRef.current;
    if (!scroller || !list) return;
    if (landed.current !== landing.count) {
      landed.current = landing.count;
      land(scroller, list, landing);
    } else if (end.current && !window.hasNewer) scroller.scrollTop = scroller.scrollHeight;
    else if (held.current?.child.isConnected) {
      scroller.scrollTop = held.current.child.offsetTop - held.current.offset;
    }
    note();
  }, [scrollerRef, listRef, window, landing, note]);

  // What lies beyond the view is asked for with the frame that shows what is in it, so that it is not drawn before.
  const { messages: shown } = window;
  useEffect(() => {
    // Each page may leave room for the next.
    if (shown.length === 0) return undefined;
    const frame = requestAnimationFrame(loadNear);
    return () => cancelAnimationFrame(frame);
  }, [shown, loadNear]);

  useEffect(() => {
    const scroller = scrollerRef.current;
    const list = listRef.current;
    if (!scroller || !list || typeof ResizeObserver === 'undefined') return undefined;
    const observer = new ResizeObserver(() => {
      if (end.current) scroller.scrollTop = scroller.scrollHeight;
    });
    observer.observe(scroller);
    observer.observe(list);
    return () => observer.disconnect();
  }, [scrollerRef, listRef]);

  return { atEnd, onScroll };
};
