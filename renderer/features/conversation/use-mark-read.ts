import { useEffect, useRef } from 'react';
import type { ChatSummary } from '../../../contract/ipc/model.ts';
import { useHost } from '../../host/context.tsx';
import type { MessageWindow } from './message-window.ts';

/** Tells that the chat is read once its end is in view and the window is in front. */
export const useMarkRead = (
  chat: Pick<ChatSummary, 'chatId' | 'unreadCount'>,
  window: MessageWindow,
  endInView: boolean,
): void => {
  const host = useHost();
  const { chatId, unreadCount } = chat;
  const marked = useRef(0);
  const through = window.messages.at(-1)?.order ?? 0;
  useEffect(() => {
    if (!endInView || window.hasNewer || unreadCount === 0) return undefined;
    const mark = () => {
      if (!document.hasFocus() || marked.current >= through) return;
      marked.current = through;
      host.messages.markRead({ chatId, throughOrder: through }).catch(() => {
        marked.current = 0;
      });
    };
    mark();
    globalThis.addEventListener('focus', mark);
    return () => globalThis.removeEventListener('focus', mark);
  }, [host, chatId, unreadCount, endInView, window.hasNewer, through]);
};
