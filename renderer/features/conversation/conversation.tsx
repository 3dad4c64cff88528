import { CircleAlert, Cpu, Lock, UserRoundX } from 'lucide-react';
import {
  lazy,
  memo,
  type ReactNode,
  Suspense,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { isOfAll, toCheckFailure } from '../../../contract/encryption/status.ts';
import type { ChatSummary, Message } from '../../../contract/ipc/model.ts';
import { useHost } from '../../host/context.tsx';
import { useErrorText } from '../../host/use-error-text.ts';
import { useT } from '../../i18n/intl.tsx';
import { useNumber } from '../../i18n/use-number.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useFocusBack } from '../../ui/use-focus-back.ts';
import { Composer } from './composer.tsx';
import styles from './conversation.module.css';
import { ConversationHeader, type EncryptionWay } from './conversation-header.tsx';
import { Copied } from './copied.tsx';
import type { ConversationMemory } from './memory.ts';
import { MessageList } from './message-list.tsx';
import type { Point, RowActions, WithheldBy } from './message-row.tsx';
import { useDraft } from './use-draft.ts';
import { type Anchor, useMessages } from './use-messages.ts';
import { useRowFocus } from './use-row-focus.ts';
import { useTypeToWrite } from './use-type-to-write.ts';
import { useTyping } from './use-typing.ts';

const MessageMenu = lazy(() =>
  import('./message-menu.tsx').then((m) => ({ default: m.MessageMenu })),
);

const MessageInfo = lazy(() =>
  import('./message-info.tsx').then((m) => ({ default: m.MessageInfo })),
);

const DiffersBanner = lazy(() =>
  import('./differs-banner.tsx').then((m) => ({ default: m.DiffersBanner })),
);
const KeyChangeBanner = lazy(() =>
  import('./key-change-banner.tsx').then((m) => ({ default: m.KeyChangeBanner })),
);

const WithheldBanner = lazy(() =>
  import('./withheld-banner.tsx').then((m) => ({ default: m.WithheldBanner })),
);

const toWithheldBy = ({ withheld, keyChange }: ChatSummary): WithheldBy | null =>
  toCheckFailure(withheld) ? 'withheld' : keyChange ? 'undecided' : withheld && 'checking';

export type ConversationProps = {
  chat: ChatSummary;
  typing: boolean;
  now: number;
  /** Where to open: the unread ones, or a message that a search found. */
  start: Anchor;
  /** Something else stands in its place for now. */
  behind?: boolean;
  /** Nothing can be sent from here any more. */
  readOnly: boolean;
  onBack: (() => void) | undefined;
  memory: ConversationMemory;
  /** Stands between the messages and the composer. */
  notice?: ReactNode;
  /** Stands in the place of the composer: nothing can be written now. */
  foot?: ReactNode;
  /** The way to what there is to know of the chat's encryption. */
  encryption?: EncryptionWay | undefined;
  /** Shows what there is to do about keys, where that counts for every chat. */
  onAlarm: () => void;
  /** Stands at the end of the header. */
  actions?: ReactNode;
};

// Rendered with the conversation for each of its messages; they show nothing of a message.
const Header = memo(ConversationHeader);
const Writing = memo(Composer);

/** One chat; give it the chat's id as key, so that nothing of the former one stays. */
export const Conversation = ({
  chat,
  typing,
  now,
  start,
  behind = false,
  readOnly,
  onBack,
  memory,
  notice,
  foot,
  encryption,
  onAlarm,
  actions: chatActions,
}: ConversationProps) => {
  const given = chat.peer;
  const name = useNumber(given.name);
  const peer = useMemo(() => ({ ...given, name }), [given, name]);
  // The same one as long as it says the same: the header is drawn for nothing else.
  const { state, isVerified } = chat.encryption;
  const status = useMemo(() => ({ state, isVerified }), [state, isVerified]);
  const t = useT();
  const host = useHost();
  const { deletions, recentSigns } = memory;
  const errorText = useErrorText();
  const { chatId } = chat;
  const messages = useMessages(chatId, start);
  const draft = useDraft(chatId, chat.draft);
  const tellTyping = useTyping(chatId);
  const input = useRef<HTMLTextAreaElement>(null);
  const [menu, setMenu] = useState<{ message: Message; at: Point }>();
  const [asked, setAsked] = useState<Message>();
  const [failure, setFailure] = useState<string>();
  const [copied, setCopied] = useState(0);
  const closed = readOnly || peer.gone || foot !== undefined;
  const checkFailure = toCheckFailure(chat.withheld);
  // Where there is room for one pane alone, what counts for every chat is said once: the alarm stands over it.
  const isSaidAbove = onBack !== undefined && isOfAll(checkFailure);
  // Who asks to write may have changed keys, too; what their answer is about is then another.
  const decides = !closed || (chat.request && !readOnly && !peer.gone);

  useEffect(() => {
    if (!closed) input.current?.focus({ preventScroll: true });
  }, [closed]);

  const { goTo } = messages;
  const { hasNewer } = messages.window;
  const { setText } = draft;
  const send = useCallback(
    (text: string) => {
      setFailure(undefined);
      host.messages.send({ chatId, messageId: crypto.randomUUID(), text }).then(
        () => {
          if (hasNewer) goTo({ at: 'newest' });
        },
        (error: unknown) => {
          setText(text);
          setFailure(errorText(error));
        },
      );
    },
    [host, chatId, hasNewer, goTo, setText, errorText],
  );

  const actions = useMemo<RowActions>(
    () => ({
      openMenu: (message, at) => setMenu({ message, at }),
      retry: (messageId) => {
        host.messages.retry({ messageId }).catch((error: unknown) => setFailure(errorText(error)));
      },
      openLink: (url) => {
        host.shell.openExternal({ url }).catch(() => setFailure(t('link.failed')));
      },
    }),
    [host, errorText, t],
  );

  const pane = useRef<HTMLElement>(null);
  useTypeToWrite(pane, input);
  useRowFocus({
    chatId,
    deletions,
    messages: messages.window.messages,
    pane,
    composer: input,
    paused: menu !== undefined || asked !== undefined,
  });
  /** The row that was asked about: the menu that asked is gone by the time the answer closes. */
  const askedRow = useRef<Element>(null);
  useFocusBack(asked !== undefined, askedRow);
  const ask = (message: Message) => {
    askedRow.current = pane.current?.querySelector(`[data-order="${message.order}"]`) ?? null;
    setAsked(message);
  };
  const remove = (message: Message) =>
    void deletions.remove(message).catch((error: unknown) => setFailure(errorText(error)));

  const empty =
    messages.status === 'ready' &&
    messages.window.messages.length === 0 &&
    !messages.window.hasOlder;
  return (
    <section ref={pane} className={styles.pane} aria-label={t('chat.region', { name: peer.name })}>
      <Header
        chatId={chatId}
        peer={peer}
        timerS={chat.timerS}
        closed={closed || peer.blocked || chat.request}
        typing={typing}
        onBack={onBack}
        encryption={status}
        pane={encryption}
        actions={chatActions}
      />
      {messages.status === 'loading' ? (
        <div className={styles.loading}>
          <Skeleton kind="messages" label={t('chat.loading')} />
        </div>
      ) : messages.status === 'failed' ? (
        <EmptyState
          icon={CircleAlert}
          title={t('chat.failed.title')}
          action={<Button onClick={() => goTo({ at: 'newest' })}>{t('common.retry')}</Button>}
        >
          {errorText(messages.error)}
        </EmptyState>
      ) : empty ? (
        <div className={styles.fill}>
          <EmptyState
            icon={peer.kind === 'local_program' ? Cpu : Lock}
            title={t('chat.empty.title')}
          >
            {t(peer.kind === 'local_program' ? 'chat.empty.local' : 'chat.empty.text', {
              name: peer.name,
            })}
          </EmptyState>
        </div>
      ) : (
        <MessageList
          chatId={chatId}
          name={name}
          unreadCount={chat.unreadCount}
          withheldBy={toWithheldBy(chat)}
          messages={messages}
          behind={behind}
          actions={actions}
          now={now}
        />
      )}
      {peer.gone && (
        <div className={styles.note}>
          <Banner icon={UserRoundX} tone="attention">
            {t('chat.gone')}
          </Banner>
        </div>
      )}
      {failure && (
        <div className={styles.note}>
          <Banner icon={CircleAlert} tone="danger" live="assertive">
            {failure}
          </Banner>
        </div>
      )}
      <Copied count={copied} />
      {notice}
      {checkFailure && !isSaidAbove && !readOnly && !peer.gone && !encryption?.open && (
        <Suspense>
          <WithheldBanner
            name={peer.name}
            failure={checkFailure}
            onMore={encryption?.toggle}
            onAlarm={onAlarm}
          />
        </Suspense>
      )}
      {chat.keyChange && !checkFailure && decides && !encryption?.open && (
        <Suspense>
          <KeyChangeBanner
            peer={peer}
            change={chat.keyChange}
            differs={chat.differs?.of === 'offered' ? chat.differs : null}
            now={now}
            putOff={memory.putOffKeys}
            onCompare={encryption?.toggle}
            onAccepted={() => input.current?.focus({ preventScroll: true })}
          />
        </Suspense>
      )}
      {chat.encryption.state === 'numbers_differ' &&
        chat.differs &&
        !closed &&
        !encryption?.open && (
          <Suspense>
            <DiffersBanner
              peer={peer}
              differs={chat.differs}
              now={now}
              onCompare={encryption?.toggle}
              onUndone={() => input.current?.focus({ preventScroll: true })}
            />
          </Suspense>
        )}
      {foot ?? (
        <Writing
          name={peer.name}
          draft={draft}
          disabled={closed}
          recentSigns={recentSigns}
          inputRef={input}
          onTyping={tellTyping}
          onSend={send}
        />
      )}
      {menu && (
        <Suspense>
          <MessageMenu
            message={menu.message}
            at={menu.at}
            onCopied={() => setCopied((count) => count + 1)}
            onFailed={(error) => setFailure(errorText(error))}
            onInfo={ask}
            onDelete={remove}
            onClose={() => setMenu(undefined)}
          />
        </Suspense>
      )}
      {asked && (
        <Suspense>
          <MessageInfo message={asked} peer={peer} onClose={() => setAsked(undefined)} />
        </Suspense>
      )}
    </section>
  );
};
