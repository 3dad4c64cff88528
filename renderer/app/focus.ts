import { useEffect } from 'react';
import type { ChatStore, ChatsState } from '../features/chats/chat-store.ts';
import { usePart } from '../state/observable.ts';

const focusFirst = (...selectors: readonly (string | undefined)[]) => {
  for (const selector of selectors) {
    const found = selector && document.querySelector<HTMLElement>(selector);
    if (found) return found.focus();
  }
};

const reachableRow = '[data-chat-id][tabindex="0"]';

/** Back in the list, the keyboard stands on the chat that was left, else on the first. */
export const focusChat = (chatId: string | undefined) => {
  requestAnimationFrame(() => focusFirst(chatId && `[data-chat-id="${chatId}"]`, reachableRow));
};

/** The keyboard follows to the list of message requests, and back to the row that led there. */
export const focusRequests = () => {
  requestAnimationFrame(() =>
    focusFirst('[data-requests-back]', '[data-requests]', reachableRow, '[data-first-step]'),
  );
};

/** Who opened a chat with the keyboard writes next; where nothing can be written, the list keeps the keyboard. */
export const focusComposer = (chatId: string) => {
  requestAnimationFrame(() => {
    const composer = document.querySelector<HTMLTextAreaElement>('[data-composer]');
    if (composer && !composer.disabled) composer.focus({ preventScroll: true });
    else if (document.activeElement === document.body) focusChat(chatId);
  });
};

/** Where a dialog closed whose opener is gone, the keyboard goes on in what stands there now. */
export const focusWhatStays = () => {
  // One frame for the dialog to go, one for it to give the keyboard back where it can.
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      if (document.activeElement === document.body)
        focusFirst('main [aria-current="page"]', reachableRow, '[data-first-step]');
    }),
  );
};

const toListed = ({ status, chats }: ChatsState) =>
  status === 'loading' ? 'not_yet' : chats.length === 0 ? 'empty' : 'filled';

/** Who comes here from another screen goes on with the keyboard at the first chat, or at the first step to one. */
export const useArrivalFocus = (arrived: boolean, store: ChatStore): void => {
  const listed = usePart(store, toListed);
  useEffect(() => {
    if (!arrived || listed === 'not_yet') return undefined;
    const frame = requestAnimationFrame(() => {
      if (document.activeElement === document.body) focusFirst(reachableRow, '[data-first-step]');
    });
    return () => cancelAnimationFrame(frame);
  }, [arrived, listed]);
};
