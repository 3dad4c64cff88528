import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import type { AccountState } from '../../contract/ipc/account.ts';
import type { AlarmBy } from '../../contract/ipc/encryption/alarms.ts';
import type { ConnectionState } from '../../contract/ipc/engine-state.ts';
import type { ChatSummary } from '../../contract/ipc/model.ts';
import type { ChatStore, ChatsState } from '../features/chats/chat-store.ts';
import { ChatsPane } from '../features/chats/chats-pane.tsx';
import { RequestsPane } from '../features/chats/requests-pane.tsx';
import { createConversationMemory } from '../features/conversation/memory.ts';
import { useSession, useSettings } from '../host/context.tsx';
import { useRemotePart } from '../host/remote.ts';
import { usePart } from '../state/observable.ts';
import { FocusAfter } from '../ui/focus-after.ts';
import { toShortcutLabel } from '../ui/shortcut-keys.ts';
import { useNow } from '../ui/use-now.ts';
import { ChatView } from './chat-view.tsx';
import { DeletionToast } from './deletion-toast.tsx';
import { DeviceNotice } from './device-notice.tsx';
import { focusWhatStays, useArrivalFocus } from './focus.ts';
import { KeyNotice } from './key-notice.tsx';
import { ListNotices, type ListNoticesProps } from './list-notices.tsx';
import styles from './main-screen.module.css';
import { NewChatView } from './new-chat-view.tsx';
import { Rail } from './rail.tsx';
import { SignedOut } from './signed-out.tsx';
import { useNarrow, useWide } from './use-appearance.ts';
import { useFirstPicture } from './use-first-picture.ts';
import { useNotifications } from './use-notifications.ts';
import { useOpened } from './use-opened.ts';
import { usePanes } from './use-panes.ts';
import { useWays } from './use-ways.ts';

const Settings = lazy(() =>
  import('./settings-view.tsx').then((m) => ({ default: m.SettingsView })),
);
const SharingGate = lazy(() =>
  import('./sharing-gate.tsx').then((m) => ({ default: m.SharingGate })),
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
  const { host, connection, keyAlarms } = useSession();
  const [memory] = useState(() => createConversationMemory(host));
  const { deletions } = memory;
  const values = useSettings();
  const panes = usePanes();
  const narrow = useNarrow(scale);
  const wide = useWide(scale);
  const now = useNow(20_000);
  const [starting, setStarting] = useState(false);
  const [asked, setAsked] = useState(false);
  const [advised, setAdvised] = useState<AlarmBy | null>(null);
  const [alarmSeen, setAlarmSeen] = useState<string>();
  const offered = useRemotePart(connection, toOfferedKey);
  const { open, openSettings, showChats, view, listed: list, section, encryption } = panes;
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

  const newChat = useCallback(() => setStarting(true), []);
  // Whatever holds a chat back with all others is the gravest.
  const advise = useCallback(
    () => setAdvised(keyAlarms.read().value?.alarms[0]?.by ?? null),
    [keyAlarms],
  );
  const ways = useWays({ panes, chatStore, narrow, newChat, undo: deletions.undo });
  // What stands below the list stands in the chat where the list is not there.
  const notice = useMemo(
    () =>
      narrow && (
        <>
          <DeletionToast deletions={deletions} className={styles.notice} />
          {account.phase === 'signed_out' && (
            <div className={styles.notice}>
              <SignedOut account={account} onAgain={onAgain} />
            </div>
          )}
        </>
      ),
    [narrow, deletions, account, onAgain],
  );
  const started = (chat: ChatSummary) => {
    chatStore.put(chat);
    setStarting(false);
    ways.openNew(chat.chatId);
  };

  const showList = !narrow || !open;
  // The page has one main area, also where the list is all there is.
  const ListArea = narrow ? 'main' : 'div';
  const ready = account.phase === 'ready' ? account : undefined;
  return (
    <FocusAfter value={focusWhatStays}>
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
        {listed && ready && (
          <KeyNotice
            advised={advised}
            onAdvised={setAdvised}
            onDevices={() => openSettings('devices')}
          />
        )}
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
              onSettings={ways.openSettings}
              onProfile={ways.openProfile}
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
                      onOpen={ways.openOne}
                      onBack={ways.leaveRequests}
                    />
                  ) : (
                    <ChatsPane
                      store={chatStore}
                      current={current}
                      now={now}
                      scale={scale}
                      shortcut={toShortcutLabel('K')}
                      searchRef={ways.searchField}
                      searchRound={ways.searchRound}
                      onOpen={ways.openOne}
                      onOpenMessage={ways.openMessage}
                      onNewChat={newChat}
                      onRequests={ways.showRequests}
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
                    onBack={narrow ? ways.leaveChat : undefined}
                    onNewChat={newChat}
                    memory={memory}
                    notice={notice}
                    encryption={encryption}
                    wide={wide}
                    onEncryption={ways.showEncryption}
                    onAlarm={advise}
                    onWhoCanWrite={ways.openPrivacy}
                    onAccepted={ways.accepted}
                    onGone={ways.gone}
                  />
                </main>
              )}
            </>
          )}
          {starting && (
            <NewChatView store={chatStore} onStarted={started} onClose={() => setStarting(false)} />
          )}
          <Suspense>
            {offered && offered !== alarmSeen && (
              <ServerKeyAlarm onClose={() => setAlarmSeen(offered)} />
            )}
          </Suspense>
        </div>
      </div>
    </FocusAfter>
  );
};
