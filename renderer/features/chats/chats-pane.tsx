import { CircleAlert, MessageCircle, SquarePen } from 'lucide-react';
import { type RefObject, useMemo, useState } from 'react';
import type { ChatSummary } from '../../../contract/ipc/model.ts';
import { useDeletions } from '../../host/context.tsx';
import { withoutDeleted } from '../../host/deletions.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useT } from '../../i18n/intl.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { ChatList } from './chat-list.tsx';
import type { ChatStore, ChatsState } from './chat-store.ts';
import styles from './chats-pane.module.css';
import { SearchResults } from './search-results.tsx';
import { useSearch } from './use-search.ts';

export type ChatsPaneProps = {
  store: ChatStore;
  state: ChatsState;
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

const findLocal = (chats: readonly ChatSummary[]) =>
  chats.find((chat) => chat.peer.kind === 'local_program');

export const ChatsPane = ({
  store,
  state: given,
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
  const errorText = useErrorText();
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
  const state = useMemo(
    () => ({ ...given, chats: given.chats.map((chat) => withoutDeleted(chat, deleted.all)) }),
    [given, deleted.all],
  );
  const rowHeight = Math.round(64 * scale);
  const echo = findLocal(state.chats);

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
      {text.trim() !== '' ? (
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
      ) : state.status === 'loading' ? (
        <Skeleton kind="chats" label={t('chats.loading')} rows={7} />
      ) : state.status === 'failed' ? (
        <EmptyState
          icon={CircleAlert}
          title={t('chats.failed.title')}
          action={<Button onClick={store.reload}>{t('common.retry')}</Button>}
        >
          {errorText(state.error)}
        </EmptyState>
      ) : state.chats.length === 0 ? (
        <EmptyState
          icon={MessageCircle}
          title={t('chats.empty.title')}
          action={
            <Button kind="primary" onClick={onNewChat}>
              {t('chats.new')}
            </Button>
          }
        >
          {t('chats.empty.text')}
        </EmptyState>
      ) : (
        <>
          <ChatList
            state={state}
            currentId={currentId}
            now={now}
            rowHeight={rowHeight}
            onOpen={onOpen}
            onNearEnd={store.loadMore}
          />
          {echo && state.chats.length === 1 && !echo.lastMessage && (
            <div className={styles.hint}>
              <p>{t('chats.empty.text')}</p>
              <Button kind="link" onClick={() => onOpen(echo.chatId)}>
                {t('chats.empty.echo', { name: echo.peer.name })}
              </Button>
            </div>
          )}
        </>
      )}
    </section>
  );
};
