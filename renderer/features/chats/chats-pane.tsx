import { SquarePen } from 'lucide-react';
import { memo, type RefObject, useCallback, useLayoutEffect, useState } from 'react';
import { useT } from '../../i18n/intl.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import type { ChatStore } from './chat-store.ts';
import { ChatsBody } from './chats-body.tsx';
import styles from './chats-pane.module.css';
import { type Hit, type OpenHit, SearchResults, toFirstHit } from './search-results.tsx';
import type { SearchMessage } from './use-search.ts';
import { useShownResults } from './use-shown-results.ts';

export type ChatsPaneProps = {
  store: ChatStore;
  current: OpenHit | null;
  now: number;
  /** Text size, 1 for 100 %. */
  scale: number;
  shortcut: string;
  searchRef: RefObject<HTMLInputElement | null>;
  /** Another number empties the search: what was just begun must not be hidden by it. */
  searchRound: number;
  onOpen: (chatId: string, byKeyboard?: boolean) => void;
  onOpenMessage: (target: SearchMessage) => void;
  onNewChat: () => void;
  onRequests: () => void;
};

export const ChatsPane = memo(
  ({
    store,
    current,
    now,
    scale,
    shortcut,
    searchRef,
    searchRound,
    onOpen,
    onOpenMessage,
    onNewChat,
    onRequests,
  }: ChatsPaneProps) => {
    const t = useT();
    const [text, setText] = useState('');
    const [round, setRound] = useState(searchRound);
    if (round !== searchRound) {
      setRound(searchRound);
      setText('');
    }
    /** The words for which Enter was pressed before their results were there. */
    const [awaited, setAwaited] = useState<string>();
    const results = useShownResults(store, text);
    const rowHeight = Math.round(64 * scale);

    const openHit = useCallback(
      (hit: Hit, byKeyboard: boolean) => {
        if (hit.kind === 'message') onOpenMessage(hit.message);
        else onOpen(hit.chat.chatId, byKeyboard);
        // With the pointer one hit after the other can be looked at; with the keyboard one goes on writing.
        if (byKeyboard) setText('');
      },
      [onOpen, onOpenMessage],
    );
    // At once with what it shows: a key pressed after it (settings, another chat) has the last word.
    useLayoutEffect(() => {
      if (awaited === undefined) return;
      if (awaited === text.trim() && results?.text !== awaited) return;
      setAwaited(undefined);
      const first = awaited === text.trim() && results && toFirstHit(results);
      if (first) openHit(first, true);
    }, [awaited, text, results, openHit]);

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
              if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
                if (text.trim() !== '') setAwaited(text.trim());
                return;
              }
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
            currentId={current?.chatId ?? null}
            now={now}
            rowHeight={rowHeight}
            onOpen={onOpen}
            onNewChat={onNewChat}
            onRequests={onRequests}
          />
        ) : (
          results && (
            <SearchResults
              results={results}
              current={current}
              now={now}
              rowHeight={rowHeight}
              onOpen={openHit}
            />
          )
        )}
      </section>
    );
  },
);
ChatsPane.displayName = 'ChatsPane';
