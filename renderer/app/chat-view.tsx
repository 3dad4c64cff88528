import { MessageCircle } from 'lucide-react';
import {
  lazy,
  memo,
  type ReactNode,
  Suspense,
  useCallback,
  useEffect,
  useMemo,
  useState,
} from 'react';
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
import { focusWhatStays } from './focus.ts';
import styles from './main-screen.module.css';
import type { Panes } from './use-panes.ts';

const RequestPanel = lazy(() =>
  import('../features/people/request-panel.tsx').then((m) => ({ default: m.RequestPanel })),
);
const BlockedBar = lazy(() =>
  import('../features/people/blocked-bar.tsx').then((m) => ({ default: m.BlockedBar })),
);
const EncryptionPane = lazy(() =>
  import('../features/encryption/encryption-pane.tsx').then((m) => ({
    default: m.EncryptionPane,
  })),
);
const ReportDialog = lazy(() =>
  import('../features/people/report-dialog.tsx').then((m) => ({ default: m.ReportDialog })),
);
const OneWayNote = lazy(() =>
  import('../features/people/one-way-note.tsx').then((m) => ({ default: m.OneWayNote })),
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
  /** What there is to know of the chat's encryption stands there, too. */
  encryption: boolean;
  /** There is room for it beside the conversation. */
  wide: boolean;
  onEncryption: (shown: boolean) => void;
  /** The person wants to know what to do about keys, where that counts for every chat. */
  onAlarm: () => void;
  /** The person wants to change who can write. */
  onWhoCanWrite: () => void;
  /** A message request was accepted. */
  onAccepted: () => void;
  /** The chat is not there any more, or not to be looked at. */
  onGone: () => void;
};

type FootProps = Pick<ChatViewProps, 'onAccepted' | 'onGone'> & {
  chat: ChatSummary | undefined;
  onReport: (chat: Reported) => void;
};

type Reported = Pick<ChatSummary, 'chatId' | 'peer'>;

/** What stands in the place of the composer where the person decides first; undefined elsewhere. */
const useFoot = ({ chat, onAccepted, onReport, onGone }: FootProps) => {
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
        <RequestPanel
          chat={{ peer }}
          onAccepted={onAccepted}
          onReport={() => onReport({ chatId, peer })}
          onGone={onGone}
        />
      </Suspense>
    ) : undefined;
  }, [chatId, peer, request, onAccepted, onReport, onGone]);
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
    encryption,
    wide,
    onEncryption,
    onAlarm,
    onWhoCanWrite,
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

    // Who is blocked with a report is no request any more: the dialog outlives the panel that asked for it.
    const [reported, setReported] = useState<Reported>();
    const foot = useFoot({ chat, onAccepted, onReport: setReported, onGone });
    const peer = chat?.peer;
    const person = peer?.kind === 'person' && !readOnly;
    const told = person && !peer?.gone;
    const shown = encryption && told;
    const behind = shown && !wide;
    const way = useMemo(
      () => (told ? { open: shown, toggle: () => onEncryption(!shown) } : undefined),
      [told, shown, onEncryption],
    );
    const actions = useMemo(
      () =>
        person &&
        peer &&
        chatId && (
          <ChatMenu
            chat={{ chatId, peer }}
            onEncryption={told ? () => onEncryption(true) : undefined}
          />
        ),
      [person, peer, chatId, told, onEncryption],
    );

    const writable = person && !peer?.gone && foot === undefined;
    const notices = useMemo(
      () => (
        <>
          {writable && peer && (
            <Suspense>
              <OneWayNote peer={peer} onSettings={onWhoCanWrite} />
            </Suspense>
          )}
          {notice}
        </>
      ),
      [writable, peer, onWhoCanWrite, notice],
    );

    if (open && chat) {
      return (
        <div className={styles.sides} data-beside={(shown && wide) || undefined}>
          {/* Where the pane takes its place it stays behind it, with what was scrolled to and written. */}
          <div className={styles.place} inert={behind} aria-hidden={behind || undefined}>
            <Conversation
              key={`${open.chatId} ${open.visit}`}
              chat={chat}
              typing={typing}
              now={now}
              start={open.start}
              behind={behind}
              readOnly={readOnly}
              onBack={onBack}
              memory={memory}
              notice={notices}
              foot={readOnly ? undefined : foot}
              encryption={way}
              onAlarm={onAlarm}
              actions={actions}
            />
          </div>
          {shown && (
            <Suspense>
              <EncryptionPane
                key={chat.peer.accountId}
                chat={chat}
                now={now}
                alone={!wide}
                putOff={memory.putOffKeys}
                first={onBack !== undefined && !wide}
                onAlarm={onAlarm}
                onClose={() => onEncryption(false)}
              />
            </Suspense>
          )}
          <Suspense>
            {reported && (
              <ReportDialog
                chat={reported}
                onClose={() => {
                  setReported(undefined);
                  focusWhatStays();
                }}
              />
            )}
          </Suspense>
        </div>
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
