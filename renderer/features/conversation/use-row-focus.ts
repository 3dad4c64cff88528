import { type RefObject, useEffect, useRef } from 'react';
import type { Message } from '../../../contract/ipc/model.ts';
import { useValue } from '../../state/observable.ts';
import type { Deletions } from './deletions.ts';

export type RowFocus = {
  readonly chatId: string;
  readonly deletions: Deletions;
  readonly messages: readonly Message[];
  readonly pane: RefObject<HTMLElement | null>;
  readonly composer: RefObject<HTMLTextAreaElement | null>;
  /** A menu has the keyboard, and gives it back when it closes. */
  readonly paused: boolean;
};

const isWriting = (element: Element | null): boolean =>
  element instanceof HTMLTextAreaElement && element.value !== '';

/** The message that stands where this one stood: the next, else the one before. */
const nearest = (messages: readonly Message[], order: number): Message | undefined =>
  messages.find((message) => message.order > order) ?? messages.at(-1);

/** Deleted rows leave, and come back, when the engine says so: the keyboard goes along then, not before. */
export const useRowFocus = ({
  chatId,
  deletions,
  messages,
  pane,
  composer,
  paused,
}: RowFocus): void => {
  const waiting = useValue(deletions);
  const gone = useRef<ReadonlySet<number>>(undefined);

  // Not in the layout: until its own effects end, a menu that closes keeps everything around it out of reach.
  useEffect(() => {
    const deleted = waiting.flatMap((one) => (one.chatId === chatId ? [one.order] : []));
    // What went before this conversation stood here took no focus along.
    gone.current ??= new Set(deleted);
    if (paused || (deleted.length === 0 && gone.current.size === 0)) return;
    const shown = new Set(messages.map(({ order }) => order));
    const left = deleted.findLast((order) => !shown.has(order) && !gone.current?.has(order));
    const back = [...gone.current].findLast((order) => shown.has(order));
    // Those that wait, or waited last and may come back; the ones before them are gone for good.
    const kept = deleted.length > 0 ? deleted : [...gone.current];
    gone.current = new Set(kept.filter((order) => !shown.has(order)));

    const focus = (order: number | undefined) => {
      const row = pane.current?.querySelector<HTMLElement>(`[data-order="${order}"]`);
      (row ?? composer.current)?.focus({ preventScroll: true });
      row?.scrollIntoView({ block: 'nearest' });
    };
    if (back !== undefined && !isWriting(document.activeElement)) focus(back);
    else if (left !== undefined && document.activeElement === document.body)
      focus(nearest(messages, left)?.order);
  }, [waiting, chatId, messages, pane, composer, paused]);
};
