import { CircleAlert, MessageCircle } from 'lucide-react';
import type { ChatSummary } from '../../../contract/ipc/model.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useT } from '../../i18n/intl.tsx';
import { usePart } from '../../state/observable.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { ChatList } from './chat-list.tsx';
import type { ChatStore, ChatsState } from './chat-store.ts';
import styles from './chats-pane.module.css';
import { RequestsRow } from './requests-row.tsx';

export type ChatsBodyProps = {
  store: ChatStore;
  currentId: string | null;
  now: number;
  rowHeight: number;
  onOpen: (chatId: string, byKeyboard?: boolean) => void;
  onNewChat: () => void;
  onRequests: () => void;
};

const whole = (state: ChatsState) => state;
const findLocal = (chats: readonly ChatSummary[]) =>
  chats.find((chat) => chat.peer.kind === 'local_program');

/** The list, or what stands in its place. The only part of the pane that follows each change of a chat. */
export const ChatsBody = ({
  store,
  currentId,
  now,
  rowHeight,
  onOpen,
  onNewChat,
  onRequests,
}: ChatsBodyProps) => {
  const t = useT();
  const errorText = useErrorText();
  const state = usePart(store, whole);
  if (state.status === 'loading') {
    return <Skeleton kind="chats" label={t('chats.loading')} rows={7} />;
  }
  if (state.status === 'failed') {
    return (
      <EmptyState
        icon={CircleAlert}
        title={t('chats.failed.title')}
        action={<Button onClick={store.reload}>{t('common.retry')}</Button>}
      >
        {errorText(state.error)}
      </EmptyState>
    );
  }
  const requests = state.requestCount > 0 && (
    <RequestsRow count={state.requestCount} rowHeight={rowHeight} onOpen={onRequests} />
  );
  if (state.chats.length === 0) {
    return (
      <>
        {requests}
        <EmptyState
          icon={MessageCircle}
          title={t('chats.empty.title')}
          action={
            <Button kind="primary" data-first-step onClick={onNewChat}>
              {t('chats.new')}
            </Button>
          }
        >
          {t('chats.empty.text')}
        </EmptyState>
      </>
    );
  }
  const echo = findLocal(state.chats);
  return (
    <>
      {requests}
      <ChatList
        state={state}
        label={t('chats.list')}
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
  );
};
