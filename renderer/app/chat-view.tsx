import { MessageCircle } from 'lucide-react';
import { memo, type ReactNode, useCallback, useEffect } from 'react';
import type { ChatStore, ChatsState } from '../features/chats/chat-store.ts';
import { Conversation } from '../features/conversation/conversation.tsx';
import type { ConversationMemory } from '../features/conversation/memory.ts';
import { useHost } from '../host/context.tsx';
import { useT } from '../i18n/intl.tsx';
import { usePart } from '../state/observable.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import styles from './main-screen.module.css';
import type { Panes } from './use-panes.ts';

export type ChatViewProps = {
  open: Panes['open'];
  store: ChatStore;
  now: number;
  readOnly: boolean;
  onBack: (() => void) | undefined;
  onNewChat: () => void;
  memory: ConversationMemory;
  notice: ReactNode;
};

const isEmpty = ({ chats }: ChatsState) => chats.length === 0;

/** The conversation, or what stands in its place while none is open. */
export const ChatView = memo(
  ({ open, store, now, readOnly, onBack, onNewChat, memory, notice }: ChatViewProps) => {
    const t = useT();
    const host = useHost();
    const chatId = open?.chatId;
    const chat = usePart(
      store,
      useCallback(({ chats }: ChatsState) => chats.find((one) => one.chatId === chatId), [chatId]),
    );
    const typing = usePart(
      store,
      useCallback((state: ChatsState) => !!chatId && state.typing.has(chatId), [chatId]),
    );
    const empty = usePart(store, isEmpty);
    const missing = chatId !== undefined && !chat;

    // A notification or a search can name a chat that the loaded pages do not hold yet.
    useEffect(() => {
      if (missing) host.chats.get({ chatId }).then(store.put, () => undefined);
    }, [missing, host, chatId, store]);

    if (open && chat) {
      return (
        <Conversation
          key={`${open.chatId} ${open.visit}`}
          chat={chat}
          typing={typing}
          now={now}
          start={open.start}
          readOnly={readOnly}
          onBack={onBack}
          memory={memory}
          notice={notice}
        />
      );
    }
    return (
      <div className={styles.none}>
        {!open && !empty && (
          <EmptyState
            icon={MessageCircle}
            title={t('chat.none.title')}
            action={<Button onClick={onNewChat}>{t('chats.new')}</Button>}
          >
            {t('chat.none.text')}
          </EmptyState>
        )}
      </div>
    );
  },
);
ChatView.displayName = 'ChatView';
