import { MessageCircle } from 'lucide-react';
import { memo, type ReactNode, useCallback, useEffect } from 'react';
import { type ChatStore, type ChatsState, useChats } from '../features/chats/chat-store.ts';
import { Conversation } from '../features/conversation/conversation.tsx';
import { useHost } from '../host/context.tsx';
import { useT } from '../i18n/intl.tsx';
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
  notice: ReactNode;
};

const isEmpty = ({ chats }: ChatsState) => chats.length === 0;

/** The conversation, or what stands in its place while none is open. */
export const ChatView = memo(
  ({ open, store, now, readOnly, onBack, onNewChat, notice }: ChatViewProps) => {
    const t = useT();
    const host = useHost();
    const chatId = open?.chatId;
    const chat = useChats(
      store,
      useCallback(({ chats }: ChatsState) => chats.find((one) => one.chatId === chatId), [chatId]),
    );
    const typing = useChats(
      store,
      useCallback((state: ChatsState) => !!chatId && state.typing.has(chatId), [chatId]),
    );
    const empty = useChats(store, isEmpty);
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
