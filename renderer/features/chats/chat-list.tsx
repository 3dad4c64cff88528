import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import styles from './chat-list.module.css';
import { ChatRow } from './chat-row.tsx';
import type { ChatsState } from './chat-store.ts';
import { useFixedRows } from './use-fixed-rows.ts';

export type ChatListProps = {
  state: Pick<ChatsState, 'chats' | 'hasMore' | 'typing'>;
  label: string;
  currentId: string | null;
  now: number;
  /** Pixels of a row at the present text size. */
  rowHeight: number;
  onOpen: (chatId: string, byKeyboard?: boolean) => void;
  onNearEnd: () => void;
};

/** One row in the tab order; arrows, Home and End move between rows, Enter opens. */
export const ChatList = ({
  state,
  label,
  currentId,
  now,
  rowHeight,
  onOpen,
  onNearEnd,
}: ChatListProps) => {
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<string | null>(null);
  const { chats } = state;
  const rows = useFixedRows(scroller, chats.length, rowHeight);

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

  const move = (event: KeyboardEvent) => {
    const row = event.target instanceof HTMLElement && event.target.closest<HTMLElement>('button');
    const index = chats.findIndex(({ chatId }) => row && chatId === row.dataset.chatId);
    if (index < 0) return;
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
    rows.reveal(chats.indexOf(target));
    focusId.current = target.chatId;
    setActive(target.chatId);
  };

  useEffect(() => {
    if (state.hasMore && rows.to > chats.length - 20) onNearEnd();
  }, [state.hasMore, rows.to, chats.length, onNearEnd]);

  return (
    <div ref={scroller} className={styles.scroller} onScroll={rows.onScroll}>
      <ul
        className={styles.list}
        style={{ blockSize: chats.length * rowHeight }}
        aria-label={label}
        onKeyDown={move}
      >
        {chats.slice(rows.from, rows.to).map((chat, offset) => {
          const index = rows.from + offset;
          return (
            <li
              key={chat.chatId}
              className={styles.item}
              aria-setsize={state.hasMore ? -1 : chats.length}
              aria-posinset={index + 1}
              style={{ blockSize: rowHeight, transform: `translateY(${index * rowHeight}px)` }}
            >
              <ChatRow
                chat={chat}
                current={chat.chatId === currentId}
                typing={state.typing.has(chat.chatId)}
                reachable={chat.chatId === reachable}
                now={now}
                onOpen={onOpen}
              />
            </li>
          );
        })}
      </ul>
    </div>
  );
};
