import { SquarePen } from 'lucide-react';
import { memo, type RefObject, useMemo, useState } from 'react';
import { useDeletions } from '../../host/context.tsx';
import { withoutDeleted } from '../../host/deletions.ts';
import { useT } from '../../i18n/intl.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import type { ChatStore } from './chat-store.ts';
import { ChatsBody } from './chats-body.tsx';
import styles from './chats-pane.module.css';
import { SearchResults } from './search-results.tsx';
import { useSearch } from './use-search.ts';

export type ChatsPaneProps = {
  store: ChatStore;
  currentId: string | null;
  now: number;
  /** Text size, 1 for 100 %. */
  scale: number;
  shortcut: string;
  searchRef: RefObject<HTMLInputElement | null>;
  onOpen: (chatId: string) => void;
  onOpenMessage: (target: { chatId: string; order: number; messageId: string }) => void;
  onNewChat: () => void;
};

export const ChatsPane = memo(
  ({
    store,
    currentId,
    now,
    scale,
    shortcut,
    searchRef,
    onOpen,
    onOpenMessage,
    onNewChat,
  }: ChatsPaneProps) => {
    const t = useT();
    const [text, setText] = useState('');
    const deleted = useDeletions();
    const found = useSearch(text);
    // What was deleted stands nowhere, also while it can still be brought back.
    const results = useMemo(
      () =>
        found && {
          chats: found.chats.map((chat) => withoutDeleted(chat, deleted.all)),
          messages: found.messages.filter(({ messageId }) => !deleted.hidden.has(messageId)),
        },
      [found, deleted],
    );
    const rowHeight = Math.round(64 * scale);

    return (
      <section className={styles.pane} aria-label={t('chats.title')}>
        <header className={styles.head}>
          <h1 className={styles.title}>{t('chats.title')}</h1>
          <IconButton icon={SquarePen} label={t('chats.new')} onClick={onNewChat} />
        </header>
        <search className={styles.search}>
          <SearchField
            label={t('chats.search')}
            placeholder={t('chats.searchShort')}
            clearLabel={t('common.clear')}
            value={text}
            onChange={setText}
            shortcut={shortcut}
            inputRef={searchRef}
            onKeyDown={(event) => {
              if (event.key !== 'ArrowDown') return;
              const pane = event.currentTarget.closest('section');
              const first = pane?.querySelector<HTMLElement>('li button[tabindex="0"], li button');
              if (!first) return;
              event.preventDefault();
              first.focus();
            }}
          />
        </search>
        {text.trim() === '' ? (
          <ChatsBody
            store={store}
            currentId={currentId}
            now={now}
            rowHeight={rowHeight}
            onOpen={onOpen}
            onNewChat={onNewChat}
          />
        ) : (
          results && (
            <SearchResults
              text={text}
              results={results}
              now={now}
              rowHeight={rowHeight}
              onOpen={onOpen}
              onOpenMessage={onOpenMessage}
            />
          )
        )}
      </section>
    );
  },
);
ChatsPane.displayName = 'ChatsPane';
