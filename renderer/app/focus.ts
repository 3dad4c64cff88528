import { useEffect, useRef } from 'react';
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

/** Whether the chat that is open has a line on its encryption. */
export const isEncryptionTold = (): boolean =>
  document.querySelector('[data-encryption-line]') !== null;

/** Back from what there is to know of a chat's encryption, the keyboard stands on the line that led there. */
export const focusEncryptionLine = () => {
  // One frame for the conversation to stand there again, one for its composer to take the keyboard.
  requestAnimationFrame(() =>
    requestAnimationFrame(() => focusFirst('[data-encryption-line]', '[data-composer]')),
  );
};

/** Where what had the keyboard is gone, such as a dialog and its opener, it goes on in what stands there now. */
export const focusWhatStays = () => {
  // One frame for the dialog to go, one for it to give the keyboard back where it can.
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      if (document.activeElement === document.body)
        focusFirst(
          'main [aria-current="page"]',
          reachableRow,
          '[data-first-step]',
          // Where one pane has room, no list may stand there.
          '[data-composer]:not([disabled])',
          'main button:not([disabled])',
        );
    }),
  );
};

/** About half a second: as long as a list of choices takes to go. */
const framesToGo = 30;

/** Where the keyboard was lost while every text changed, it goes back to what had it last and still stands. */
export const useKeptFocus = (changed: unknown): void => {
  const trail = useRef<readonly HTMLElement[]>([]);
  const first = useRef(changed);
  useEffect(() => {
    const listen = ({ target }: FocusEvent) => {
      if (target instanceof HTMLElement) trail.current = [target, ...trail.current.slice(0, 4)];
    };
    document.addEventListener('focusin', listen);
    return () => document.removeEventListener('focusin', listen);
  }, []);
  useEffect(() => {
    if (first.current === changed) return undefined;
    first.current = changed;
    let left = framesToGo;
    let frame = requestAnimationFrame(function look() {
      left -= 1;
      if (document.activeElement === document.body) {
        trail.current.find(({ isConnected }) => isConnected)?.focus({ preventScroll: true });
      }
      if (left > 0) frame = requestAnimationFrame(look);
    });
    return () => cancelAnimationFrame(frame);
  }, [changed]);
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
