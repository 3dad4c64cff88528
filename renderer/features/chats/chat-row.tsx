import { Cpu } from 'lucide-react';
import { type MouseEvent, memo } from 'react';
import type { EncryptionState } from '../../../contract/encryption/status.ts';
import type { ChatSummary } from '../../../contract/ipc/model.ts';
import { usePhoto } from '../../host/use-photo.ts';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { useNumber } from '../../i18n/use-number.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Badge } from '../../ui/badge.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Icon } from '../../ui/icon.tsx';
import { trustIcons } from '../../ui/trust-mark.tsx';
import styles from './chat-row.module.css';
import { toPreview } from './preview.ts';

export type ChatRowProps = {
  chat: ChatSummary;
  current: boolean;
  typing: boolean;
  /** The one row that Tab reaches; arrows move on from there. */
  reachable: boolean;
  now: number;
  onOpen: (chatId: string, byKeyboard?: boolean) => void;
};

/** A click that Enter or Space made counts no presses of a pointer. */
export const isByKeyboard = ({ detail }: Pick<MouseEvent, 'detail'>): boolean => detail === 0;

/** What stands beside the name: what the person did, or has to know. Of most chats there is nothing to be said in the list. */
const toTrust = ({ state, isVerified }: ChatSummary['encryption']): EncryptionState | null => {
  if (state === 'check_failed' || state === 'key_changed' || state === 'numbers_differ')
    return state;
  return isVerified ? 'verified' : null;
};

export const ChatRow = memo(({ chat, current, typing, reachable, now, onOpen }: ChatRowProps) => {
  const t = useT();
  const formats = useFormats();
  const { peer } = chat;
  const photo = usePhoto(peer.accountId);
  const name = useNumber(peer.name);
  const trust = toTrust(chat.encryption);
  return (
    <button
      type="button"
      className={styles.row}
      aria-current={current ? 'true' : undefined}
      tabIndex={reachable ? 0 : -1}
      data-chat-id={chat.chatId}
      onClick={(event) => onOpen(chat.chatId, isByKeyboard(event))}
    >
      <Avatar
        id={peer.accountId}
        hue={peer.hue}
        name={peer.name}
        square={peer.kind === 'local_program'}
        photo={photo}
      />
      <span className={styles.main}>
        <span className={styles.line}>
          <bdi className={styles.name}>{name}</bdi>
          {peer.kind === 'local_program' && <Icon of={Cpu} size={15} className={styles.kind} />}
          {trust && (
            <span
              role="img"
              aria-label={t(`encryption.state.${trust}`)}
              className={styles.trust}
              data-state={trust}
            >
              <Icon of={trustIcons[trust]} size={15} />
            </span>
          )}
          {chat.lastMessage && (
            <time className={styles.time} dateTime={new Date(chat.lastMessage.at).toISOString()}>
              {formats.short(chat.lastMessage.at, now)}
            </time>
          )}
        </span>
        <span className={styles.line}>
          <span
            dir="auto"
            className={classNames(
              styles.preview,
              typing && styles.typing,
              chat.draft !== null && styles.draft,
            )}
          >
            {typing ? t('chats.row.typing') : toPreview(t, chat)}
          </span>
          <Badge
            count={chat.unreadCount}
            label={t('chats.row.unread', { count: chat.unreadCount })}
          />
        </span>
      </span>
    </button>
  );
});
ChatRow.displayName = 'ChatRow';
