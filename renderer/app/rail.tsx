import { MessageCircle, Settings } from 'lucide-react';
import { useT } from '../i18n/intl.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { Badge } from '../ui/badge.tsx';
import { BrandMark } from '../ui/brand.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import styles from './rail.module.css';

export type RailProps = {
  view: 'chats' | 'settings';
  unreadTotal: number;
  own: { id: string; name: string } | undefined;
  onView: (view: 'chats' | 'settings') => void;
  onProfile: () => void;
};

export const Rail = ({ view, unreadTotal, own, onView, onProfile }: RailProps) => {
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
        onClick={() => onView('chats')}
      >
        <span className={styles.badge}>
          <Badge count={unreadTotal} label={t('chats.row.unread', { count: unreadTotal })} />
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
        onClick={() => onView('settings')}
      />
      {own && (
        <button
          type="button"
          className={styles.you}
          aria-label={t('app.rail.you', { name: own.name })}
          onClick={onProfile}
        >
          <Avatar id={own.id} name={own.name} size={36} />
        </button>
      )}
    </nav>
  );
};
