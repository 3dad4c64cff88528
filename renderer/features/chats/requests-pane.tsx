import { ArrowLeft, CircleAlert, UserRoundPlus } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { useT } from '../../i18n/intl.tsx';
import { usePart } from '../../state/observable.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useDelayed } from '../../ui/use-delayed.ts';
import { ChatList } from './chat-list.tsx';
import type { ChatStore, ChatsState } from './chat-store.ts';
import styles from './chats-pane.module.css';

export type RequestsPaneProps = {
  store: ChatStore;
  currentId: string | null;
  now: number;
  /** Text size, 1 for 100 %. */
  scale: number;
  onOpen: (chatId: string, byKeyboard?: boolean) => void;
  onBack: () => void;
};

const toRequests = ({ requests }: ChatsState) => requests;
const toCount = ({ requestCount }: ChatsState) => requestCount;
/** Nobody who waits for an answer is told of as typing. */
const nobody: ReadonlySet<string> = new Set();

/** Those who wrote first and wait for an answer, in the place of the chats. */
export const RequestsPane = ({
  store,
  currentId,
  now,
  scale,
  onOpen,
  onBack,
}: RequestsPaneProps) => {
  const t = useT();
  const chats = usePart(store, toRequests);
  const count = usePart(store, toCount);
  const [status, setStatus] = useState<'loading' | 'ready' | 'failed'>('loading');
  const load = useCallback(
    () => void store.loadRequests().then((read) => setStatus(read ? 'ready' : 'failed')),
    [store],
  );
  useEffect(load, [load]);
  const loading = useDelayed(status === 'loading' && chats.length === 0, 300);
  const hasMore = chats.length < count;
  return (
    <section
      className={styles.pane}
      aria-label={t('requests.title')}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        onBack();
      }}
    >
      <header className={styles.head}>
        <div className={styles.back}>
          <IconButton
            icon={ArrowLeft}
            label={t('common.back')}
            tip="below-start"
            data-requests-back
            onClick={onBack}
          />
          <h1 className={styles.title}>{t('requests.title')}</h1>
        </div>
      </header>
      {chats.length > 0 ? (
        <>
          <p className={styles.about}>{t('requests.about')}</p>
          <ChatList
            state={{ chats, hasMore, typing: nobody }}
            label={t('requests.title')}
            currentId={currentId}
            now={now}
            rowHeight={Math.round(64 * scale)}
            onOpen={onOpen}
            onNearEnd={load}
          />
        </>
      ) : status === 'failed' ? (
        <EmptyState
          icon={CircleAlert}
          title={t('requests.failed')}
          action={<Button onClick={load}>{t('common.retry')}</Button>}
        />
      ) : status === 'ready' ? (
        <EmptyState icon={UserRoundPlus} title={t('requests.empty.title')}>
          {t('requests.empty.text')}
        </EmptyState>
      ) : (
        loading && <Skeleton kind="chats" label={t('requests.loading')} rows={3} />
      )}
    </section>
  );
};
