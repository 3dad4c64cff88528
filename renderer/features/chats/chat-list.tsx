import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useT } from '../../i18n/intl.tsx';
import styles from './chat-list.module.css';
import { ChatRow } from './chat-row.tsx';
import type { ChatsState } from './chat-store.ts';

export type ChatListProps = {
  state: ChatsState;
  currentId: string | null;
  now: number;
  /** Pixels of a row at the present text size. */
  rowHeight: number;
  onOpen: (chatId: string) => void;
  onNearEnd: () => void;
};

/** One row in the tab order; arrows, Home and End move between rows, Enter opens. */
export const ChatList = ({
  state,
  currentId,
  now,
  rowHeight,
  onOpen,
  onNearEnd,
}: ChatListProps) => {
  const t = useT();
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<string | null>(null);
  const { chats } = state;
  const rows = useVirtualizer({
    count: chats.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => chats[index]?.chatId ?? index,
    overscan: 6,
    initialRect: { width: 320, height: 900 },
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new height is what must be measured
  useLayoutEffect(() => rows.measure(), [rowHeight, rows]);

  const wanted = active ?? currentId;
  const reachable = chats.some((chat) => chat.chatId === wanted) ? wanted : chats[0]?.chatId;
  const focusId = useRef<string | null>(null);
  useEffect(() => {
    if (focusId.current === null) return;
    const row = scroller.current?.querySelector<HTMLElement>(`[data-chat-id="${focusId.current}"]`);
    if (!row) return;
    row.focus();
    focusId.current = null;
  });

  const move = (event: KeyboardEvent<HTMLButtonElement>, index: number) => {
    const to = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      Home: 0,
      End: chats.length - 1,
      PageDown: index + 8,
      PageUp: index - 8,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const target = chats[Math.min(chats.length - 1, Math.max(0, to))];
    if (!target) return;
    rows.scrollToIndex(chats.indexOf(target));
    focusId.current = target.chatId;
    setActive(target.chatId);
  };

  const items = rows.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (state.hasMore && lastShown > chats.length - 20) onNearEnd();
  }, [state.hasMore, lastShown, chats.length, onNearEnd]);

  return (
    <div ref={scroller} className={styles.scroller}>
      <ul
        className={styles.list}
        style={{ blockSize: rows.getTotalSize() }}
        aria-label={t('chats.list')}
      >
        {items.map((item) => {
          const chat = chats[item.index];
          if (!chat) return null;
          return (
            <li
              key={item.key}
              className={styles.item}
              aria-setsize={state.hasMore ? -1 : chats.length}
              aria-posinset={item.index + 1}
              style={{ blockSize: rowHeight, transform: `translateY(${item.start}px)` }}
            >
              <ChatRow
                chat={chat}
                current={chat.chatId === currentId}
                typing={state.typing.has(chat.chatId)}
                reachable={chat.chatId === reachable}
                now={now}
                onOpen={onOpen}
                onKeyDown={(event) => move(event, item.index)}
              />
            </li>
          );
        })}
      </ul>
    </div>
  );
};
