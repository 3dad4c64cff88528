import { MessageCircle } from 'lucide-react';
import { lazy, memo, type ReactNode, Suspense, useCallback, useEffect, useMemo } from 'react';
import type { ChatSummary } from '../../contract/ipc/model.ts';
import type { ChatStore, ChatsState } from '../features/chats/chat-store.ts';
import { Conversation } from '../features/conversation/conversation.tsx';
import type { ConversationMemory } from '../features/conversation/memory.ts';
import { ChatMenu } from '../features/people/chat-menu.tsx';
import { useHost } from '../host/context.tsx';
import { useT } from '../i18n/intl.tsx';
import { usePart } from '../state/observable.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import styles from './main-screen.module.css';
import type { Panes } from './use-panes.ts';

const RequestPanel = lazy(() =>
  import('../features/people/request-panel.tsx').then((m) => ({ default: m.RequestPanel })),
);
const BlockedBar = lazy(() =>
  import('../features/people/blocked-bar.tsx').then((m) => ({ default: m.BlockedBar })),
);

export type ChatViewProps = {
  open: Panes['open'];
  store: ChatStore;
  now: number;
  readOnly: boolean;
  onBack: (() => void) | undefined;
  onNewChat: () => void;
  memory: ConversationMemory;
  notice: ReactNode;
  /** A message request was accepted. */
  onAccepted: () => void;
  /** The chat is not there any more, or not to be looked at. */
  onGone: () => void;
};

type FootProps = Pick<ChatViewProps, 'onAccepted' | 'onGone'> & { chat: ChatSummary | undefined };

/** What stands in the place of the composer where the person decides first; undefined elsewhere. */
const useFoot = ({ chat, onAccepted, onGone }: FootProps) => {
  const chatId = chat?.chatId;
  const peer = chat?.peer;
  const request = chat?.request ?? false;
  return useMemo(() => {
    if (!chatId || !peer) return undefined;
    if (peer.blocked) {
      return (
        <Suspense>
          <BlockedBar peer={peer} />
        </Suspense>
      );
    }
    return request ? (
      <Suspense>
        <RequestPanel chat={{ chatId, peer }} onAccepted={onAccepted} onGone={onGone} />
      </Suspense>
    ) : undefined;
  }, [chatId, peer, request, onAccepted, onGone]);
};

const isEmpty = ({ chats }: ChatsState) => chats.length === 0;

/** The conversation, or what stands in its place while none is open. */
export const ChatView = memo(
  ({
    open,
    store,
    now,
    readOnly,
    onBack,
    onNewChat,
    memory,
    notice,
    onAccepted,
    onGone,
  }: ChatViewProps) => {
    const t = useT();
    const host = useHost();
    const chatId = open?.chatId;
    const chat = usePart(
      store,
      useCallback(({ known }: ChatsState) => known.find((one) => one.chatId === chatId), [chatId]),
    );
    const typing = usePart(
      store,
      useCallback((state: ChatsState) => !!chatId && state.typing.has(chatId), [chatId]),
    );
    const empty = usePart(store, isEmpty);
    const missing = chatId !== undefined && !chat;

    // A notification or a search can name a chat that the loaded pages do not hold yet.
    useEffect(() => {
      if (missing) host.chats.get({ chatId }).then(store.put, onGone);
    }, [missing, host, chatId, store, onGone]);

    const foot = useFoot({ chat, onAccepted, onGone });
    const peer = chat?.peer;
    const person = peer?.kind === 'person' && !readOnly;
    const actions = useMemo(
      () => person && peer && chatId && <ChatMenu chat={{ chatId, peer }} />,
      [person, peer, chatId],
    );

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
          foot={readOnly ? undefined : foot}
          actions={actions}
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
