import { ArrowDown } from 'lucide-react';
import { type KeyboardEvent, memo, useMemo, useRef, useState } from 'react';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { Badge } from '../../ui/badge.tsx';
import { DaySeparator } from '../../ui/day-separator.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import styles from './message-list.module.css';
import { MessageRow, type RowActions, toMenuPoint, type WithheldBy } from './message-row.tsx';
import { toKey } from './message-window.ts';
import { toRows } from './rows.ts';
import { useMarkRead } from './use-mark-read.ts';
import type { Messages } from './use-messages.ts';
import { useScroll } from './use-scroll.ts';

export type MessageListProps = {
  chatId: string;
  name: string;
  unreadCount: number;
  /** What is queued waits for a decision about the other side's keys. */
  withheldBy: WithheldBy | null;
  messages: Messages;
  /** Nobody sees it now. */
  behind: boolean;
  actions: RowActions;
  now: number;
};

const rowOf = (element: EventTarget | null): HTMLElement | null =>
  element instanceof HTMLElement ? element.closest('[data-message-id]') : null;

export const MessageList = memo(
  ({ chatId, name, unreadCount, withheldBy, messages, behind, actions, now }: MessageListProps) => {
    const t = useT();
    const formats = useFormats();
    const scroller = useRef<HTMLDivElement>(null);
    const list = useRef<HTMLOListElement>(null);
    const [activeKey, setActiveKey] = useState<string>();
    const { window } = messages;
    const rows = useMemo(
      () => toRows(window.messages, window.firstUnreadOrder),
      [window.messages, window.firstUnreadOrder],
    );
    const { atEnd, onScroll } = useScroll(scroller, list, messages);
    useMarkRead({ chatId, unreadCount }, window, atEnd && !behind);

    const reachable = useMemo(() => {
      const last = window.messages.at(-1);
      return window.messages.some((message) => toKey(message) === activeKey)
        ? activeKey
        : last && toKey(last);
    }, [window.messages, activeKey]);

    const onKeyDown = (event: KeyboardEvent) => {
      const row = rowOf(event.target);
      if (!row || event.target !== row) return;
      if (event.key === 'Home') {
        event.preventDefault();
        messages.goTo({ at: 'order', order: 0 });
      } else if (event.key === 'End') {
        event.preventDefault();
        messages.goTo({ at: 'newest' });
      } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        const down = event.key === 'ArrowDown';
        let next = down ? row.nextElementSibling : row.previousElementSibling;
        while (next && !rowOf(next))
          next = down ? next.nextElementSibling : next.previousElementSibling;
        if (!next) return;
        event.preventDefault();
        (next as HTMLElement).focus({ preventScroll: true });
        next.scrollIntoView({ block: 'nearest' });
      } else if (event.key === 'Enter' || event.key === ' ') {
        const message = window.messages.find((one) => toKey(one) === row.dataset.key);
        if (!message) return;
        event.preventDefault();
        actions.openMenu(message, toMenuPoint(row));
      }
    };

    return (
      <div className={styles.frame}>
        <div ref={scroller} className={styles.scroller} onScroll={onScroll}>
          <ol
            ref={list}
            className={styles.list}
            aria-label={t('chat.messages', { name })}
            onKeyDown={onKeyDown}
            onFocus={(event) => setActiveKey(rowOf(event.target)?.dataset.key)}
          >
            {rows.map((row) =>
              row.kind === 'day' ? (
                <li key={row.key}>
                  <DaySeparator label={formats.day(row.at, now)} dateTime={row.day} />
                </li>
              ) : row.kind === 'unread' ? (
                <li key={row.key} className={styles.unread} data-unread>
                  <span>{t('chat.unreadMarker')}</span>
                </li>
              ) : (
                <MessageRow
                  key={row.key}
                  message={row.message}
                  dayAt={row.dayAt}
                  last={row.last}
                  name={name}
                  reachable={row.key === reachable}
                  found={row.message.order === messages.landing.at}
                  withheldBy={withheldBy}
                  actions={actions}
                />
              ),
            )}
          </ol>
        </div>
        {!atEnd && (
          <div className={styles.jump}>
            <IconButton
              icon={ArrowDown}
              label={t('chat.jump')}
              tip="above"
              className={styles.jumpButton}
              onClick={() => messages.goTo({ at: 'newest' })}
            >
              <span className={styles.jumpBadge}>
                <Badge count={unreadCount} label={t('chat.unread', { count: unreadCount })} />
              </span>
            </IconButton>
          </div>
        )}
      </div>
    );
  },
);
MessageList.displayName = 'MessageList';
