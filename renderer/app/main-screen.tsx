import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { AccountState } from '../../contract/ipc/account.ts';
import type { ConnectionState } from '../../contract/ipc/engine-state.ts';
import type { ChatSummary } from '../../contract/ipc/model.ts';
import type { ChatStore, ChatsState } from '../features/chats/chat-store.ts';
import { ChatsPane } from '../features/chats/chats-pane.tsx';
import { RequestsPane } from '../features/chats/requests-pane.tsx';
import { createConversationMemory } from '../features/conversation/memory.ts';
import { useSession, useSettings } from '../host/context.tsx';
import { useRemotePart } from '../host/remote.ts';
import { usePart } from '../state/observable.ts';
import { toShortcutLabel } from '../ui/shortcut-keys.ts';
import { useNow } from '../ui/use-now.ts';
import { ChatView } from './chat-view.tsx';
import { DeletionToast } from './deletion-toast.tsx';
import { DeviceNotice } from './device-notice.tsx';
import {
  focusChat,
  focusComposer,
  focusEncryptionLine,
  focusRequests,
  focusWhatStays,
  isEncryptionTold,
  useArrivalFocus,
} from './focus.ts';
import { KeyNotice } from './key-notice.tsx';
import { ListNotices, type ListNoticesProps } from './list-notices.tsx';
import styles from './main-screen.module.css';
import { Rail } from './rail.tsx';
import { SignedOut } from './signed-out.tsx';
import { useNarrow, useWide } from './use-appearance.ts';
import { useFirstPicture } from './use-first-picture.ts';
import { useNotifications } from './use-notifications.ts';
import { useOpened } from './use-opened.ts';
import { usePanes } from './use-panes.ts';
import { useShellRequests } from './use-shell-requests.ts';
import { useShortcuts } from './use-shortcuts.ts';

const Settings = lazy(() =>
  import('./settings-view.tsx').then((m) => ({ default: m.SettingsView })),
);
const SharingGate = lazy(() =>
  import('./sharing-gate.tsx').then((m) => ({ default: m.SharingGate })),
);
const NewChat = lazy(() =>
  import('../features/new-chat/new-chat.tsx').then((m) => ({ default: m.NewChat })),
);
const ServerKeyAlarm = lazy(() =>
  import('../features/alarm/server-key-alarm.tsx').then((m) => ({ default: m.ServerKeyAlarm })),
);

const isListed = ({ status }: ChatsState) => status !== 'loading';
const toOfferedKey = ({ offeredKey }: ConnectionState) => offeredKey?.publicKey;

export type MainScreenProps = {
  account: Extract<AccountState, { phase: 'ready' | 'signed_out' }>;
  chatStore: ChatStore;
  scale: number;
  /** The person comes from another screen of this page. */
  arrived: boolean;
  onRemoved: (number: string) => void;
  onAgain: ListNoticesProps['onAgain'];
};

/** Renders for where the person goes; for what arrives, the parts that show it do. */
export const MainScreen = ({
  account,
  chatStore,
  scale,
  arrived,
  onRemoved,
  onAgain,
}: MainScreenProps) => {
  const { host, connection } = useSession();
  const [memory] = useState(() => createConversationMemory(host));
  const { deletions } = memory;
  const values = useSettings();
  const panes = usePanes();
  const narrow = useNarrow(scale);
  const wide = useWide(scale);
  const now = useNow(20_000);
  const search = useRef<HTMLInputElement>(null);
  const [starting, setStarting] = useState(false);
  const [asked, setAsked] = useState(false);
  const [searchRound, setSearchRound] = useState(0);
  const [alarmSeen, setAlarmSeen] = useState<string>();
  const offered = useRemotePart(connection, toOfferedKey);
  const { openChat, openSettings, showChats, closeChat, view, listed: list, showListed } = panes;
  const { open, section, encryption, showEncryption } = panes;
  const shownId = view === 'chats' ? open?.chatId : undefined;
  useNotifications(values, chatStore, shownId, account.phase === 'ready');
  useArrivalFocus(arrived, chatStore);

  const current = useMemo(
    () =>
      open && {
        chatId: open.chatId,
        order: open.start.at === 'order' ? open.start.order : null,
      },
    [open],
  );

  const listed = usePart(chatStore, isListed);
  useFirstPicture(listed);
  useOpened(listed && account.phase === 'ready');
  useEffect(() => deletions.start(), [deletions]);

  const openNew = useCallback(
    (chatId: string) => {
      setSearchRound((round) => round + 1);
      openChat(chatId);
    },
    [openChat],
  );
  const newChat = useCallback(() => setStarting(true), []);

  const leaveChat = useCallback(() => {
    if (narrow) closeChat();
    focusChat(open?.chatId);
  }, [open, narrow, closeChat]);
  const openOne = useCallback(
    (chatId: string, byKeyboard = false) => {
      openChat(chatId);
      if (byKeyboard) focusComposer(chatId);
    },
    [openChat],
  );
  const openMessage = useCallback(
    ({ chatId, order }: { chatId: string; order: number }) =>
      openChat(chatId, { at: 'order', order }),
    [openChat],
  );
  const showRequests = useCallback(() => {
    showListed('requests');
    focusRequests();
  }, [showListed]);
  const leaveRequests = useCallback(() => {
    showListed('chats');
    focusRequests();
  }, [showListed]);
  const encryptionWay = useCallback(
    (shown: boolean) => {
      showEncryption(shown);
      if (!shown) focusEncryptionLine();
    },
    [showEncryption],
  );
  const accepted = useCallback(() => showListed('chats'), [showListed]);
  const gone = useCallback(() => {
    closeChat();
    if (chatStore.read().requests.length === 0) showListed('chats');
    focusChat(undefined);
  }, [closeChat, chatStore, showListed]);
  const openProfile = useCallback(() => openSettings('profile'), [openSettings]);
  const openPrivacy = useCallback(() => openSettings('privacy'), [openSettings]);
  const openFirstSettings = useCallback(() => openSettings(), [openSettings]);
  useShellRequests({ openChat: openNew, openSettings: openFirstSettings, newChat });
  const notice = useMemo(
    () => narrow && <DeletionToast deletions={deletions} className={styles.notice} />,
    [narrow, deletions],
  );
  useShortcuts({
    search: () => {
      showChats();
      showListed('chats');
      if (narrow) closeChat();
      requestAnimationFrame(() => {
        search.current?.focus();
        search.current?.select();
      });
    },
    newChat,
    settings: openFirstSettings,
    encryption: () => {
      if (view === 'chats' && (encryption || isEncryptionTold())) encryptionWay(!encryption);
    },
    back: () => {
      if (view === 'settings') {
        if (narrow && section) openSettings();
        else {
          showChats();
          focusChat(open?.chatId);
        }
        return true;
      }
      if (!open) {
        if (list === 'chats') return false;
        leaveRequests();
        return true;
      }
      if (encryption) encryptionWay(false);
      else leaveChat();
      return true;
    },
    undo: deletions.undo,
    step: (by) => {
      const { chats } = chatStore.read();
      const at = chats.findIndex((chat) => chat.chatId === open?.chatId);
      const next = chats[at + by];
      if (next) openChat(next.chatId);
    },
  });

  const started = (chat: ChatSummary) => {
    chatStore.put(chat);
    setStarting(false);
    openNew(chat.chatId);
  };

  const showList = !narrow || !open;
  // The page has one main area, also where the list is all there is.
  const ListArea = narrow ? 'main' : 'div';
  const ready = account.phase === 'ready' ? account : undefined;
  return (
    <div className={styles.whole}>
      {listed && ready && (
        <Suspense>
          <SharingGate
            asked={asked}
            onAnswered={() => {
              setAsked(false);
              focusWhatStays();
            }}
            shown={view === 'settings' ? section : null}
            onSection={openSettings}
          />
        </Suspense>
      )}
      {listed && ready && <KeyNotice onDevices={() => openSettings('devices')} />}
      {listed && ready && (
        <DeviceNotice shown={view === 'settings' ? section : null} onSection={openSettings} />
      )}
      <div
        className={styles.app}
        data-narrow={narrow || undefined}
        data-list={(showList && view === 'chats') || undefined}
      >
        {(!narrow || view === 'settings' || !open) && (
          <Rail
            view={view}
            store={chatStore}
            ownId={ready?.accountId}
            ownName={ready?.name}
            onChats={showChats}
            onSettings={openFirstSettings}
            onProfile={openProfile}
          />
        )}
        {view === 'settings' ? (
          <main className={styles.settings}>
            <Suspense>
              <Settings
                section={section}
                onSection={openSettings}
                narrow={narrow}
                notice={
                  account.phase === 'signed_out' && (
                    <SignedOut account={account} onAgain={onAgain} inSettings />
                  )
                }
                onAsk={() => setAsked(true)}
                onRemoved={onRemoved}
              />
            </Suspense>
            <DeletionToast deletions={deletions} className={styles.over} />
          </main>
        ) : (
          <>
            {showList && (
              <ListArea className={styles.list}>
                {list === 'requests' ? (
                  <RequestsPane
                    store={chatStore}
                    currentId={open?.chatId ?? null}
                    now={now}
                    scale={scale}
                    onOpen={openOne}
                    onBack={leaveRequests}
                  />
                ) : (
                  <ChatsPane
                    store={chatStore}
                    current={current}
                    now={now}
                    scale={scale}
                    shortcut={toShortcutLabel('K')}
                    searchRef={search}
                    searchRound={searchRound}
                    onOpen={openOne}
                    onOpenMessage={openMessage}
                    onNewChat={newChat}
                    onRequests={showRequests}
                  />
                )}
                <ListNotices
                  account={account}
                  deletions={deletions}
                  now={now}
                  onReview={() => setAlarmSeen(undefined)}
                  onAgain={onAgain}
                  onSettings={openSettings}
                />
              </ListArea>
            )}
            {(!narrow || open) && (
              <main className={styles.chat}>
                <ChatView
                  open={open}
                  store={chatStore}
                  now={now}
                  readOnly={account.phase === 'signed_out'}
                  onBack={narrow ? leaveChat : undefined}
                  onNewChat={newChat}
                  memory={memory}
                  notice={notice}
                  encryption={encryption}
                  wide={wide}
                  onEncryption={encryptionWay}
                  onWhoCanWrite={openPrivacy}
                  onAccepted={accepted}
                  onGone={gone}
                />
              </main>
            )}
          </>
        )}
        <Suspense>
          {starting && (
            <NewChat
              local={chatStore.read().chats.find((chat) => chat.peer.kind === 'local_program')}
              onStarted={started}
              onClose={() => setStarting(false)}
            />
          )}
          {offered && offered !== alarmSeen && (
            <ServerKeyAlarm onClose={() => setAlarmSeen(offered)} />
          )}
        </Suspense>
      </div>
    </div>
  );
};
