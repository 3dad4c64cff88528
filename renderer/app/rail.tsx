import { MessageCircle, Settings } from 'lucide-react';
import { memo } from 'react';
import type { ChatStore, ChatsState } from '../features/chats/chat-store.ts';
import { useSession } from '../host/context.tsx';
import { toPhotoUrl } from '../host/photos.ts';
import { useRemote } from '../host/remote.ts';
import { useT } from '../i18n/intl.tsx';
import { usePart } from '../state/observable.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Badge } from '../ui/badge.tsx';
import { BrandMark } from '../ui/brand.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import styles from './rail.module.css';

export type RailProps = {
  view: 'chats' | 'settings';
  store: ChatStore;
  ownId: string | undefined;
  ownName: string | undefined;
  onChats: () => void;
  onSettings: () => void;
  onProfile: () => void;
};

const toUnread = ({ unreadTotal }: ChatsState) => unreadTotal;

const Unread = ({ store }: Pick<RailProps, 'store'>) => {
  const t = useT();
  const count = usePart(store, toUnread);
  return <Badge count={count} label={t('chats.row.unread', { count })} />;
};

const OwnAvatar = ({ id, name }: { id: string; name: string }) => {
  const photo = useRemote(useSession().ownProfile).value?.photo;
  return <Avatar id={id} name={name} size={36} photo={photo ? toPhotoUrl(photo) : undefined} />;
};

export const Rail = memo(
  ({ view, store, ownId, ownName, onChats, onSettings, onProfile }: RailProps) => {
    const t = useT();
    return (
      <nav className={styles.rail} aria-label={t('app.rail.label')}>
        <BrandMark size={38} />
        <IconButton
          icon={MessageCircle}
          size={22}
          label={t('app.rail.chats')}
          tip="after"
          className={styles.item}
          aria-current={view === 'chats' ? 'page' : undefined}
          onClick={onChats}
        >
          <span className={styles.badge}>
            <Unread store={store} />
          </span>
        </IconButton>
        <span className={styles.space} />
        <IconButton
          icon={Settings}
          size={22}
          label={t('app.rail.settings')}
          tip="after"
          className={styles.item}
          aria-current={view === 'settings' ? 'page' : undefined}
          onClick={onSettings}
        />
        {ownId && ownName !== undefined && (
          <button
            type="button"
            className={styles.you}
            aria-label={t('app.rail.you', { name: ownName })}
            onClick={onProfile}
          >
            <OwnAvatar id={ownId} name={ownName} />
          </button>
        )}
      </nav>
    );
  },
);
Rail.displayName = 'Rail';
